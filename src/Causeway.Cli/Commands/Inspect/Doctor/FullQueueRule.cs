using System.Globalization;
using Causeway.Cli.Commands.Inspect.Removal;

namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Queues and listeners that are full: whoever sends or connects waits, or is refused. A listener takes one connection more than its backlog says.</summary>
internal static class FullQueueRule
{
    private const string Rule = "full";

    public static IEnumerable<Finding> Check(Examination examination) => examination.Inventory.Objects.SelectMany(one => Check(examination.Inventory, one));

    private static IEnumerable<Finding> Check(Inventory inventory, IpcObject one)
    {
        switch (one)
        {
            case SysVQueueObject { Bytes: > 0 } queue when queue.Bytes >= queue.CapacityBytes:
                yield return new Finding(Rule, ObjectFacts.IdOf(one), Text($"{queue.Bytes} of {queue.CapacityBytes} bytes, {queue.Messages} {Counted.Word(queue.Messages, "message", "messages")}{Last(inventory, queue.LastReceiverProcessId)}{IpcNamespace.AndWhere(one)}"),
                    Text($"{IpcNamespace.Entering(inventory.Snapshot, one)}causeway msg receive {queue.SysVId} --follow --timeout 0 >messages")) { FixedBy = Receiver(inventory, one) };
                break;
            case PosixQueueObject { Status: { CurrentMessages: > 0 } status, Name: { } name } when status.CurrentMessages >= status.MaxMessages:
                yield return new Finding(Rule, ObjectFacts.IdOf(one), Text($"{name}: {status.CurrentMessages} of {status.MaxMessages} {Counted.Word(status.MaxMessages, "message", "messages")}, {Readers(inventory, one)}{IpcNamespace.AndWhere(one)}"),
                    $"{IpcNamespace.Entering(inventory.Snapshot, one)}causeway mq receive {ShellWord.Of(name)} --follow --timeout 0 >messages") { FixedBy = Receiver(inventory, one) };
                break;
            case UnixSocketObject { State: InspectedSocketState.Listening, ReceiveQueue: > 0 and var pending, SendQueue: { } most } when pending > most:
                yield return Listener(inventory, one, pending, most);
                break;
            case TcpSocketObject { State: InspectedSocketState.Listening, ReceiveQueue: > 0 and var pending, SendQueue: { } most } when pending > most:
                yield return Listener(inventory, one, pending, most);
                break;
        }
    }

    private static uint? Receiver(Inventory inventory, IpcObject one) => IpcNamespace.Entering(inventory.Snapshot, one).Length > 0 ? FixRights.Root : FixRights.Using(one, UnixFileMode.OtherRead);

    private static Finding Listener(Inventory inventory, IpcObject one, uint pending, uint most) => new(Rule, ObjectFacts.IdOf(one),
        Text($"{(one.Name is { } name ? name + ": " : "")}{pending} {Counted.Word(pending, "connection waits", "connections wait")} to be accepted, as many as the backlog of {most} lets{IpcNamespace.AndWhere(one)}"),
        inventory.UsersOf(one).FirstOrDefault() is { } process ? Text($"causeway why {process.Id}") : $"causeway show {ShellWord.Of(ObjectFacts.IdOf(one))}")
    {
        FixedBy = inventory.UsersOf(one).FirstOrDefault()?.UserId ?? FixRights.Root,
    };

    private static string Last(Inventory inventory, int receiver) => receiver switch
    {
        0 => "; nobody ever received from it",
        _ when inventory.Snapshot.FindProcess(receiver) is { } process => $"; {ObjectFacts.NameOf(process)} received last",
        _ when inventory.IsGone(receiver) => Text($"; process {receiver}, which received last, has ended"),
        _ => Text($"; process {receiver} received last"),
    };

    private static string Readers(Inventory inventory, IpcObject one)
    {
        string[] readers = [.. inventory.UsesOf(one).Where(static end => end.Access.HasFlag(IpcAccess.Read)).Select(static end => ObjectFacts.NameOf(end.Process)).Distinct()];
        return readers.Length == 0 ? $"and nobody has it open to receive{(InUse.MayBeHidden(inventory, one) ? LeftBehindRule.OfThoseSeen : "")}" : $"which {string.Join(' ', readers)} may receive";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
