namespace Crash.Tests.Connections;

/// <summary>What one side of a session has done: messages, or bytes of a stream.</summary>
/// <remarks>Between <see cref="Committed"/> and <see cref="Started"/> a death leaves open which it is.</remarks>
internal sealed unsafe class Tally(long* longs)
{
    /// <summary>So many are sent, or are about to be.</summary>
    public long Started
    {
        get => Volatile.Read(ref longs[0]);
        set => Volatile.Write(ref longs[0], value);
    }

    /// <summary>So many have been sent.</summary>
    public long Committed
    {
        get => Volatile.Read(ref longs[1]);
        set => Volatile.Write(ref longs[1], value);
    }

    /// <summary>So many have been received and checked.</summary>
    public long Received
    {
        get => Volatile.Read(ref longs[2]);
        set => Volatile.Write(ref longs[2], value);
    }

    /// <summary>It has the connection.</summary>
    public bool HasBegun
    {
        get => Volatile.Read(ref longs[4]) != 0;
        set => Volatile.Write(ref longs[4], value ? 1 : 0);
    }

    /// <summary>It sends no more, or is about to say so.</summary>
    public bool IsCompleting
    {
        get => Volatile.Read(ref longs[3]) != 0;
        set => Volatile.Write(ref longs[3], value ? 1 : 0);
    }

    public override string ToString() => $"started {Started}, committed {Committed}, received {Received}{(IsCompleting ? ", completing" : "")}";
}
