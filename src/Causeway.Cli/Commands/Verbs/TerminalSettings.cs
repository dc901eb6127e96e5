namespace Causeway.Cli.Commands.Verbs;

/// <summary>How the terminal at standard input treats keys (stty(1)).</summary>
internal static class TerminalSettings
{
    /// <summary>What <see cref="Set"/> takes to make it as it is now; null where there is no terminal.</summary>
    public static string? Save() => Set("-g");

    /// <summary>Changes it.</summary>
    /// <returns>What stty printed; null where it failed.</returns>
    public static string? Set(params string[] arguments)
    {
        using AnonymousPipe answer = AnonymousPipe.Create();
        using ChildProcess stty = ChildProcess.Start(new ChildProcessOptions("stty", arguments) { Descriptors = { [1] = answer.Writer.Descriptor } });
        answer.Writer.Dispose();
        using StreamReader reader = new(answer.Reader);
        string text = reader.ReadToEnd().Trim();
        return stty.WaitForExit().IsSuccess ? text : null;
    }
}
