namespace Causeway.Cli;

/// <summary>How to start this program once more, whichever way it was started: by its own host, by dotnet, as a tool or as one file.</summary>
internal static class ThisProgram
{
    /// <summary>This program with other arguments.</summary>
    public static ChildProcessOptions With(IEnumerable<string> arguments)
    {
        string host = Environment.ProcessPath ?? throw new FileNotFoundException("cannot tell which program this process runs; mount /proc");
        bool isDotnet = Path.GetFileNameWithoutExtension(host) == "dotnet";
        return new ChildProcessOptions(host, isDotnet ? ["exec", Environment.GetCommandLineArgs()[0], .. arguments] : arguments);
    }
}
