using System.Globalization;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Signalling;

/// <summary><c>causeway signal queue</c>.</summary>
internal static class SignalQueue
{
    private static readonly VerbOption s_thread = new("--thread", "TID", "to this thread of the process alone");

    public static readonly Verb Verb = new("queue", ["SIGNAL", "PID", "[VALUE...]"],
        "Sends a signal with a value, one for each; 0 unless given.", [s_thread], Run)
    {
        Notes = "VALUE is a whole number, also as 0x hexadecimal. A real-time signal is queued each time; a standard one that is pending is not.",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        Signal signal = SignalOperand.Parse(arguments.Operands[0]);
        int process = SignalOperand.ParseId(arguments.Operands[1]);
        int? thread = arguments.Integer(s_thread, 1, int.MaxValue);
        nint[] values = [.. arguments.Operands.Skip(2).Select(Value)];
        try
        {
            foreach (nint value in values.DefaultIfEmpty())
            {
                if (thread is { } id)
                    Signals.QueueToThread(process, id, signal, value);
                else
                    Signals.Queue(process, signal, value);
            }

            return 0;
        }
        catch (SyscallException e) when (e.Errno == Errno.ESRCH)
        {
            throw new NothingThereException(string.Create(CultureInfo.InvariantCulture, $"there is no {(thread is null ? "" : "such thread of ")}process {process}"));
        }
    }

    private static nint Value(string text) => VerbArguments.TryNumber(text, out long value) ? (nint)value
        : throw new UsageException($"{text}: a whole number is needed as the value");
}
