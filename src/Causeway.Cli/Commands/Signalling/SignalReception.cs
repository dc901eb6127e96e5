using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Signalling;

/// <summary>Receives signals and prints them.</summary>
internal static class SignalReception
{
    public static readonly VerbOption Timeout = new("--timeout", "TIME", "give up when none has come for so long: 2, 500ms, 1m");

    /// <summary>Prints so many.</summary>
    /// <param name="arguments">The operands are the signals.</param>
    /// <param name="count">null: until it is ended.</param>
    /// <param name="interruption">Ends the wait.</param>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public static int Run(VerbArguments arguments, long? count, Interruption interruption)
    {
        SignalSet signals = SignalOperand.ParseAll(arguments.Operands);
        TimeSpan? timeout = arguments.Duration(Timeout);
        bool json = arguments.Has(ObjectDescription.Json);
        StandardDescriptor.CheckOutput();
        if (!ProcessSignals.Of(Environment.ProcessId).Blocked.IsSupersetOf(signals))
            throw StartBlocked(signals);
        using SignalReceiver receiver = new(signals);
        using Stream output = Console.OpenStandardOutput();
        for (long taken = 0; taken != count; taken++)
            Print(output, json, receiver.Receive(timeout, interruption.Token));
        return 0;
    }

    /// <summary>
    /// The runtime's threads were there before the first line of this program and block nothing. So this process becomes the same
    /// command once more, with a mask that all of its threads inherit.
    /// </summary>
    private static CommandNotRunException StartBlocked(SignalSet signals)
    {
        using SignalMask mask = SignalMask.Block(signals);
        ChildProcessOptions again = ThisProgram.With(Environment.GetCommandLineArgs().Skip(1));
        return ProcessReplacement.Become([again.Program, .. again.Arguments]);
    }

    private static void Print(Stream output, bool json, ReceivedSignal signal)
    {
        if (!json)
        {
            output.Write(System.Text.Encoding.UTF8.GetBytes(signal + "\n"));
            return;
        }

        ObjectDescription.WriteObject(output,
        [
            new("signal", signal.Signal.Name), new("number", signal.Signal.Number), new("code", signal.CodeName),
            new("pid", signal.SenderProcessId), new("uid", signal.SenderUserId), new("value", signal.Value), new("pointer", (long)signal.PointerValue),
            new("overrun", signal.Overrun), new("status", signal.Status),
        ]);
    }
}
