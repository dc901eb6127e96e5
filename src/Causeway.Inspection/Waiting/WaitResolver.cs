using System.Globalization;

namespace Causeway.Inspection.Waiting;

/// <summary>Finds out what sleeping threads wait for, by their calls' arguments. One thread.</summary>
/// <remarks>
/// A thread may have gone on since it was looked at, and a descriptor may be another's by then: what is found was so between
/// <see cref="InspectionSnapshot.Time"/> and the end of the look.
/// </remarks>
internal sealed partial class WaitResolver(SnapshotBuilder builder, IReadOnlyDictionary<int, int> processOf)
{
    private readonly EndIndex _ends = new(builder);
    private readonly bool _seesDescriptors = builder.UnreadDescriptors == 0 && builder.Context.Options.ProcessIds is null;
    private readonly bool _seesMappings = builder.Unreadable == 0 && builder.Context.WantsMappings(builder.Context.Own.Ipc) && builder.Context.Options.ProcessIds is null;

    /// <summary>What it waits for.</summary>
    public IpcWait Resolve(in SleepingThread thread)
    {
        _polled.Clear();
        WaitCall call = CallOf(thread);
        WaitTarget target = (thread.IsElsewhere ? null : TargetOf(thread, call)) ?? Unknown(thread);
        bool isTimed = call.IsTimed(thread.Line) || HasTimeout(thread, call, target);
        bool canEndOtherwise = isTimed || target.CanEndOtherwise;
        return new IpcWait(thread.Process, thread.Id, call.Name, target.Object, target.Awaited,
            [.. target.Holders.Distinct().Order().Select(builder.FindProcess).OfType<InspectedProcess>()], target.IsHeld)
        {
            HolderThreadId = target.HolderThread,
            IsHint = target.IsHint,
            IsTimed = isTimed,
            CanEndOtherwise = canEndOtherwise,
            IsCertain = !canEndOtherwise && !target.IsHint && (target.IsExclusive || (IsAtMemory(call) ? _seesMappings : _seesDescriptors)),
            Several = target.Several,
        };
    }

    /// <summary>The numbers of 32-bit programs are not looked up; of a call that goes on after a stop the arguments are still there.</summary>
    private static WaitCall CallOf(in SleepingThread thread)
    {
        long number = thread.Line.Number;
        if (thread.Line.IsNarrow)
            return new WaitCall(string.Create(CultureInfo.InvariantCulture, $"32-bit call {number}"), WaitSort.Other);
        if (WaitCall.IsRestart(number))
        {
            return thread.Channel.Contains("futex", StringComparison.Ordinal) ? new WaitCall("futex", WaitSort.Futex, Timeout: 3)
                : thread.Channel.Contains("poll", StringComparison.Ordinal) ? new WaitCall("poll", WaitSort.Poll)
                : thread.Channel.Contains("nanosleep", StringComparison.Ordinal) ? new WaitCall("nanosleep", WaitSort.Time)
                : new WaitCall("restart_syscall", WaitSort.Other);
        }

        return WaitCall.Find(number) ?? new WaitCall(string.Create(CultureInfo.InvariantCulture, $"call {number}"), WaitSort.Other);
    }

    private WaitTarget? TargetOf(in SleepingThread thread, WaitCall call) => call.Sort switch
    {
        WaitSort.Time => new WaitTarget(Object: null, "time to pass"),
        WaitSort.Signal => new WaitTarget(Object: null, "a signal") { CanEndOtherwise = true },
        WaitSort.Receive => Receive(thread.Process, (int)thread.Line[0]),
        WaitSort.Send => Send(thread.Process, (int)thread.Line[0]),
        WaitSort.Splice => Splice(thread),
        WaitSort.Accept => AtListener(thread, "a connection"),
        WaitSort.Connect => AtListener(thread, $"its connection to be accepted{ListenerOf(thread)}"),
        WaitSort.Open => Open(thread, call),
        WaitSort.Poll => Poll(thread),
        WaitSort.Select => Select(thread),
        WaitSort.PollSet => PollSet(thread),
        WaitSort.Futex => Futex(thread),
        WaitSort.FutexSeveral => Futexes(thread),
        WaitSort.Semaphores => Semaphores(thread),
        WaitSort.MessageSend => Queue(thread, "room", static queue => queue.LastReceiverProcessId),
        WaitSort.MessageReceive => Queue(thread, "a message", static queue => queue.LastSenderProcessId),
        WaitSort.FileLock => FileLock(thread),
        WaitSort.RangeLock => RangeLock(thread),
        WaitSort.Child => Child(thread.Process, (int)thread.Line[0]),
        WaitSort.ChildById => ChildById(thread),
        _ => null,
    };

    private static bool IsAtMemory(WaitCall call) => call.Sort is WaitSort.Futex or WaitSort.FutexSeveral;

    /// <summary>A socket may have one of its own (SO_RCVTIMEO, SO_SNDTIMEO), which the call does not show.</summary>
    private static bool HasTimeout(in SleepingThread thread, WaitCall call, WaitTarget target) =>
        target.Object is SocketObject && call.Sort is (WaitSort.Receive or WaitSort.Send or WaitSort.Accept or WaitSort.Connect)
        && SocketTimeout.IsSet(thread.Process.Id, (int)thread.Line[0], target.Object.Id.Number, isSend: call.Sort is WaitSort.Send or WaitSort.Connect);

    private static WaitTarget Unknown(in SleepingThread thread) =>
        new(Object: null, thread.Channel is "" ? "something that the kernel does not tell" : $"something in the kernel's {thread.Channel}") { CanEndOtherwise = true };

    /// <summary>Those with such ends of it; not the one that waits by the same descriptor.</summary>
    private IEnumerable<int> HaversOf(IpcObjectId id, InspectedProcess waiter, int descriptor, IpcAccess access) =>
        _ends.Of(id)
            .Where(end => end.Form != IpcEndForm.Mention && (end.Access & access) != IpcAccess.None && !(end.ProcessId == waiter.Id && end.Descriptor == descriptor))
            .Select(static end => end.ProcessId);

    /// <summary>The same, of what a process usually has for both: it cannot end its own wait unless it has another thread.</summary>
    private IEnumerable<int> OthersOf(IpcObjectId id, InspectedProcess waiter, IpcAccess access) =>
        HaversOf(id, waiter, descriptor: -1, access).Where(one => one != waiter.Id || waiter.Threads > 1);
}
