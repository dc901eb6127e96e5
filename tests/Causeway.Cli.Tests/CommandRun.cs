namespace Causeway.Cli.Tests;

/// <summary>The built command, run as a user runs it: a process of its own, with what it printed and how it ended.</summary>
internal sealed record CommandRun(ChildExitStatus Status, string Output, string Errors)
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Causeway.Cli");

    public static CommandRun Of(params string[] arguments) => Of(new ChildProcessOptions(Program, arguments));

    public static CommandRun Of(ChildProcessOptions options)
    {
        using Peer peer = Peer.Start(options);
        return Finish(peer);
    }

    /// <summary>Reads a started one to its end.</summary>
    public static CommandRun Finish(Peer peer)
    {
        List<string> lines = [];
        while (peer.ReadLine() is { } line)
            lines.Add(line);
        return new CommandRun(peer.Process.WaitForExit(), string.Join('\n', lines), peer.Errors);
    }
}
