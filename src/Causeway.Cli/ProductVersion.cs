using System.Reflection;

namespace Causeway.Cli;

/// <summary>The version of this build.</summary>
internal static class ProductVersion
{
    /// <summary>As in the package, without the commit.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
