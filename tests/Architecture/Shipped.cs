using System.Reflection;

namespace Architecture.Tests;

/// <summary>The assemblies that are shipped, from the lowest layer up.</summary>
internal static class Shipped
{
    public static string[] Layers { get; } = ["Causeway.Sys", "Causeway", "Causeway.Messaging", "Causeway.Inspection", "Causeway.Cli"];

    /// <summary>Those that other programs reference.</summary>
    public static TheoryData<string> Libraries { get; } = [.. Layers.Where(static name => name != "Causeway.Cli")];

    public static Assembly Load(string name) => Assembly.Load(name);

    public static IEnumerable<string> Sources { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)];
}
