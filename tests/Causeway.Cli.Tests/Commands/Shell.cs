using Causeway.Cli.Commands.Socket;

namespace Causeway.Cli.Tests.Commands;

/// <summary>The command as a shell uses it: what goes in, what comes out, how it ends.</summary>
internal static class Shell
{
    /// <summary>Runs <c>causeway ARGUMENTS</c> with nothing on its standard input.</summary>
    public static ShellCommandResult Causeway(params string[] arguments) => Fed([], arguments);

    /// <summary>Runs <c>causeway ARGUMENTS</c> with these bytes on its standard input.</summary>
    public static ShellCommandResult Fed(byte[] input, params string[] arguments) =>
        ShellCommand.Run(CommandRun.Program, arguments, input, Options(), Watchdog.Limit);

    /// <summary>Runs a script in which <c>$CW</c> is the command.</summary>
    public static ShellCommandResult Script(string script) => ShellCommand.Run(script, options: Options(), timeout: Watchdog.Limit);

    /// <summary>Starts it, to be talked to while it runs.</summary>
    public static Peer Start(params string[] arguments) => Peer.Start(OptionsOf(arguments));

    /// <summary>Starts it in a directory.</summary>
    public static Peer StartIn(string directory, params string[] arguments)
    {
        ChildProcessOptions options = OptionsOf(arguments);
        options.WorkingDirectory = directory;
        return Peer.Start(options);
    }

    /// <summary>The same in a process group of its own: where the tests run from a terminal, no key's SIGINT or SIGQUIT reaches it and its command, and a sent one goes on.</summary>
    public static Peer StartInOwnGroup(params string[] arguments)
    {
        ChildProcessOptions options = OptionsOf(arguments);
        options.ProcessGroup = 0;
        return Peer.Start(options);
    }

    /// <summary>Starts <c>causeway socket VERB PATH</c> and waits until it can be reached.</summary>
    public static Peer StartBound(string verb, string path, params string[] arguments)
    {
        Peer peer = Start(["socket", verb, path, .. arguments]);
        AwaitBound(path);
        return peer;
    }

    /// <summary>A listener's path is there before it listens.</summary>
    public static void AwaitBound(string path) =>
        Assert.True(SpinWait.SpinUntil(() => BoundSocket.At(path).Any(socket => socket.IsListening || socket.TypeName == "datagram"), Watchdog.Limit), $"{path} was never bound");

    public static int ExitCode(this ShellCommandResult result) => result.Status.Last.ExitCode ?? -1;

    /// <summary>Fails unless it ended with 0.</summary>
    public static string Succeeded(this ShellCommandResult result)
    {
        Assert.Equal("", result.ErrorText);
        Assert.Equal(0, result.ExitCode());
        return result.OutputText;
    }

    /// <summary>Fails unless it ended with this exit code and one line on standard error that holds the text.</summary>
    public static void Refused(this ShellCommandResult result, int exitCode, string expected)
    {
        Assert.Equal(exitCode, result.ExitCode());
        Assert.Contains(expected, result.ErrorText);
        Assert.Equal(1, result.ErrorText.Count(character => character == '\n'));
    }

    private static ChildProcessOptions OptionsOf(string[] arguments)
    {
        ChildProcessOptions options = new(CommandRun.Program, arguments);

        // A killed runtime leaves the socket of its debugger's port.
        options.Environment["DOTNET_EnableDiagnostics"] = "0";
        return options;
    }

    private static ShellCommandOptions Options()
    {
        ShellCommandOptions options = new() { StandardError = StandardErrorMode.Separate };
        options.Environment["CW"] = CommandRun.Program;
        return options;
    }
}
