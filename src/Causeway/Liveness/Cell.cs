using System.Runtime.CompilerServices;
using Causeway.Domains;

namespace Causeway.Liveness;

/// <summary>One process's part of a named object: docs/named-objects-ground.md says who writes what.</summary>
/// <remarks>SAFETY: whoever makes one holds the mapping, and the number is that of a cell.</remarks>
internal readonly unsafe struct Cell(nint @object, int number)
{
    private readonly byte* _at = (byte*)@object + ObjectLayout.Cells + ((number - 1) * ObjectLayout.CellBytes);

    /// <summary>What its process holds, with the stamp of the change that made it so.</summary>
    public ref ulong Held => ref Unsafe.AsRef<ulong>(_at + ObjectLayout.HeldIn);

    /// <summary>What its process will hold, with the stamp of the change that is to make it so.</summary>
    public ref ulong Pending => ref Unsafe.AsRef<ulong>(_at + ObjectLayout.PendingIn);

    /// <summary>Who waits: <see cref="Liveness.Waiting"/>.</summary>
    public ref ulong Waiting => ref Unsafe.AsRef<ulong>(_at + ObjectLayout.WaitingIn);

    /// <summary>The futex: wake-ups so far.</summary>
    public ref uint Bell => ref Unsafe.AsRef<uint>(_at + ObjectLayout.BellIn);

    /// <summary>The wake-ups that its process has looked at.</summary>
    public ref uint Answered => ref Unsafe.AsRef<uint>(_at + ObjectLayout.AnsweredIn);

    /// <summary>Which FIFO rings its process.</summary>
    public ref ulong Doorbell => ref Unsafe.AsRef<ulong>(_at + ObjectLayout.DoorbellIn);

    /// <summary>What its process calls this object: sent with a ring.</summary>
    public ref ulong Cookie => ref Unsafe.AsRef<ulong>(_at + ObjectLayout.CookieIn);

    /// <summary>The last wake-up that was carried out, not only counted.</summary>
    public ref uint Delivered => ref Unsafe.AsRef<uint>(_at + ObjectLayout.DeliveredIn);

    /// <summary>Its process's id, for people.</summary>
    public ref uint Process => ref Unsafe.AsRef<uint>(_at + ObjectLayout.ProcessIn);

    /// <summary>Where the futex lies.</summary>
    public nint BellAddress => (nint)(_at + ObjectLayout.BellIn);
}
