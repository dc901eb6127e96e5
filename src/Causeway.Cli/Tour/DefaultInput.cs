using System.Runtime.InteropServices;

namespace Causeway.Cli.Tour;

/// <summary>The file that is carried when the user names none.</summary>
internal static class DefaultInput
{
    /// <summary>The runtime's core library, about 15 MB; where the runtime is bundled into the command, the command itself.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        string library = System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "System.Private.CoreLib.dll");
        return File.Exists(library) ? library : Environment.ProcessPath!;
    }
}
