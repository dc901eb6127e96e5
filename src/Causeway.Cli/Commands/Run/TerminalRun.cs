using System.Runtime.InteropServices;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Run;

/// <summary>A command on a terminal of its own, between this process's standard input and output.</summary>
internal static class TerminalRun
{
    private const byte EndOfInput = 4;

    public static int Run(ChildProcessOptions options, PassedObjects passed, bool wholeTree, Interruption interruption)
    {
        bool isTerminal = !Console.IsInputRedirected;
        using PseudoTerminal terminal = PseudoTerminal.Create(SizeOfOurs());
        options.PseudoTerminal = terminal;
        using PosixSignalRegistration resize = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize(terminal));

        // Keys go to CMD's terminal one by one, which echoes them and makes signals of them.
        string? saved = isTerminal ? TerminalSettings.Save() : null;
        if (saved is not null)
            TerminalSettings.Set("raw", "-echo");
        try
        {
            using RunningCommand running = RunningCommand.Start(options);
            passed.Dispose();
            _ = Task.Factory.StartNew(() => Type(terminal), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            TerminalOutput output = new(terminal);
            _ = Task.Factory.StartNew(output.Show, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            int exitCode = running.WaitForOwnExitCode(interruption, wholeTree);

            // For as long as its reader takes: a signal ends this process then, as nobody else is there to be told.
            Task.Factory.StartNew(output.ShowRest, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Wait(interruption.Token);
            return exitCode;
        }
        finally
        {
            if (saved is not null)
                TerminalSettings.Set(saved);
        }
    }

    private static void Type(PseudoTerminal terminal)
    {
        try
        {
            using Stream input = Console.OpenStandardInput();
            byte[] buffer = new byte[4096];
            bool atLineStart = true;
            while (input.Read(buffer) is var count and > 0)
            {
                terminal.Write(buffer.AsSpan(0, count));
                atLineStart = buffer[count - 1] == '\n';
            }

            // It means the end at the start of a line alone; elsewhere the first only hands the line over.
            terminal.Write(atLineStart ? [EndOfInput] : [EndOfInput, EndOfInput]);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // CMD has ended.
        }
    }

    private static void Resize(PseudoTerminal terminal)
    {
        try
        {
            terminal.Size = SizeOfOurs() ?? terminal.Size;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // CMD has ended.
        }
    }

    private static TerminalSize? SizeOfOurs()
    {
        try
        {
            return Console.IsOutputRedirected ? null : new TerminalSize((ushort)Console.WindowWidth, (ushort)Console.WindowHeight);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
