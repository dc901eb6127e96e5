using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Msg;

/// <summary><c>causeway msg receive</c>.</summary>
internal static class MsgReceive
{
    private static readonly VerbOption s_type = new("--type", "N", "the oldest message of this type");
    private static readonly VerbOption s_except = new("--except", "N", "the oldest message of any type but this");
    private static readonly VerbOption s_upTo = new("--up-to", "N", "the message of the lowest type up to this");
    private static readonly VerbOption s_buffer = new("--buffer", "BYTES", "the longest message that is taken; the longest possible unless given");
    private static readonly VerbOption s_truncate = new("--truncate", Value: null, "take the beginning of a longer one; the rest is lost");

    private static readonly VerbOption s_peek = new("--peek", Value: null, "copy the messages from the oldest on and leave them; does not wait");

    public static readonly Verb Verb = new("receive", [SysVReference.Operand], "Takes messages, the oldest first; --json shows the type.",
        [.. QueueReference.Of.Options, s_type, s_except, s_upTo, s_buffer, s_truncate, s_peek, .. ReceivePlan.Options], Run) { RunsCommand = true, Notes = ReceivePlan.Notes };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ReceivePlan plan = ReceivePlan.Of(arguments);
        SysVMessageSelection selection = SelectionOf(arguments);
        bool truncate = arguments.Has(s_truncate);
        bool peek = arguments.Has(s_peek);
        if (peek && (truncate || selection != SysVMessageSelection.Any))
            throw new UsageException("--peek takes the messages as they stand: no --type, --except, --up-to or --truncate");
        int? asked = arguments.Integer(s_buffer, 0, Array.MaxLength - sizeof(long));
        SysVMessageQueue queue = QueueReference.OpenOnly(arguments, FileAccess.Read);
        byte[] buffer = new byte[asked ?? LongestIn(queue)];
        int index = 0;
        return ReceiveLoop.Run(plan, interruption, token => peek ? Peek() : Received(queue.Receive(buffer, selection, truncate, plan.Timeout, token)));

        ReceivedMessage Peek() => queue.TryPeek(index++, buffer, out SysVMessageInfo message) ? Received(message) : throw new TimeoutException();

        ReceivedMessage Received(SysVMessageInfo message) => new(buffer.AsMemory(0, message.Length), new Fact("type", message.Type));
    }

    /// <summary>A message is no longer than msgmax, nor than what the queue holds in all.</summary>
    private static int LongestIn(SysVMessageQueue queue) =>
        (int)Math.Min(Math.Min(SysVMessageQueue.MaximumMessageBytes, queue.GetStatus().CapacityBytes), Array.MaxLength - sizeof(long));

    private static SysVMessageSelection SelectionOf(VerbArguments arguments)
    {
        arguments.AllowOneOf(s_type, s_except, s_upTo);
        if (arguments.Number(s_type, 1, long.MaxValue) is { } type)
            return SysVMessageSelection.Exactly(type);
        if (arguments.Number(s_except, 1, long.MaxValue) is { } except)
            return SysVMessageSelection.Except(except);
        return arguments.Number(s_upTo, 1, long.MaxValue) is { } upTo ? SysVMessageSelection.LowestUpTo(upTo) : SysVMessageSelection.Any;
    }
}
