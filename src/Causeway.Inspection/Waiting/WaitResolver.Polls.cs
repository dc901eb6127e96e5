using System.Globalization;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <content>Waiting at several descriptors.</content>
internal sealed partial class WaitResolver
{
    private const int MostPolled = 4096;
    private const int BitsOfWord = 64;

    /// <summary>EPOLLIN and EPOLLRDHUP.</summary>
    private const uint ReadEvents = (uint)LibC.POLLIN | 0x2000;
    private const uint WriteEvents = (uint)LibC.POLLOUT;

    /// <summary>The sets that the thread at hand waits at.</summary>
    private readonly HashSet<IpcObjectId> _polled = [];

    private WaitTarget Poll(in SleepingThread thread)
    {
        ulong count = thread.Line[1];
        LibC.pollfd[] polled = new LibC.pollfd[(int)Math.Min(count, MostPolled)];
        if (!builder.Memory.TryRead(thread.Process.Id, thread.Line[0], MemoryMarshal.AsBytes(polled.AsSpan())))
            return Unreadable((int)Math.Min(count, int.MaxValue));
        return AtAny(thread.Process, [.. polled.Where(static one => one.fd >= 0).Select(static one => (one.fd, (uint)one.events))]);
    }

    /// <summary>Bit sets for reading and writing; what is exceptional is not looked at.</summary>
    private WaitTarget Select(in SleepingThread thread)
    {
        int count = (int)Math.Min(thread.Line[0], MostPolled);
        ulong[] read = new ulong[(count + BitsOfWord - 1) / BitsOfWord];
        ulong[] written = new ulong[read.Length];
        if (!TryReadSet(thread, 1, read) || !TryReadSet(thread, 2, written))
            return Unreadable(count);
        List<(int, uint)> polled = [];
        for (int descriptor = 0; descriptor < count; descriptor++)
        {
            uint events = (Has(read, descriptor) ? ReadEvents : 0) | (Has(written, descriptor) ? WriteEvents : 0);
            if (events != 0)
                polled.Add((descriptor, events));
        }

        return AtAny(thread.Process, [.. polled]);
    }

    private WaitTarget PollSet(in SleepingThread thread) =>
        _ends.TryFind(thread.Process.Id, (int)thread.Line[0], out FoundEnd end) && builder.Find(end.Object) is PollSetObject set
            ? AtPollSet(thread.Process, set)
            : new WaitTarget(Object: null, "an event") { CanEndOtherwise = true };

    private WaitTarget AtPollSet(InspectedProcess process, PollSetObject set)
    {
        // The number under which one was added may be another's by now, even this set's own.
        if (!_polled.Add(set.Id))
            return new WaitTarget(set, "an event") { CanEndOtherwise = true };
        PolledDescriptor[] wanted = [.. set.Targets.Where(static one => (one.Events & (ReadEvents | WriteEvents)) != 0)];
        WaitTarget any = AtAny(process, [.. wanted.Select(static one => (one.Descriptor, one.Events))]);
        return any with
        {
            Object = set,
            Several = any.Object is { } only ? [only] : any.Several,
            CanEndOtherwise = any.CanEndOtherwise || Array.Exists(wanted, one => IsAnother(process, one)),
        };
    }

    /// <summary>Whether what is watched is not what has its number now: nobody knows who has it then.</summary>
    private bool IsAnother(InspectedProcess process, PolledDescriptor target) => target.Inode != 0
        && (!_ends.TryFind(process.Id, target.Descriptor, out FoundEnd end) || (end.Object.Kind is IpcKind.Pipe or IpcKind.Socket or IpcKind.Fifo && end.Object.Number != target.Inode));

    private WaitTarget AtAny(InspectedProcess process, (int Descriptor, uint Events)[] polled)
    {
        WaitTarget[] targets = [.. polled.Select(one => (one.Events & ReadEvents) != 0 || (one.Events & WriteEvents) == 0 ? Receive(process, one.Descriptor) : Send(process, one.Descriptor))];
        if (targets is [var only])
            return only;
        if (targets is [])
            return new WaitTarget(Object: null, "time to pass, or a signal") { CanEndOtherwise = true };
        return new WaitTarget(Object: null, string.Create(CultureInfo.InvariantCulture, $"an event at one of {targets.Length} descriptors"), targets.SelectMany(static one => one.Holders))
        {
            Several = [.. targets.Select(static one => one.Object).OfType<IpcObject>().DistinctBy(static one => one.Id)],
            CanEndOtherwise = targets.Any(static one => one.CanEndOtherwise || !one.Holders.Any()),
        };
    }

    private static WaitTarget Unreadable(int count) =>
        new(Object: null, string.Create(CultureInfo.InvariantCulture, $"an event at one of {count} descriptors")) { CanEndOtherwise = true };

    private bool TryReadSet(in SleepingThread thread, int argument, ulong[] words) =>
        thread.Line[argument] == 0 || builder.Memory.TryRead(thread.Process.Id, thread.Line[argument], MemoryMarshal.AsBytes(words.AsSpan()));

    private static bool Has(ulong[] words, int bit) => (words[bit / BitsOfWord] >> (bit % BitsOfWord) & 1) != 0;
}
