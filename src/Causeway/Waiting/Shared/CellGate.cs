using System.Runtime.CompilerServices;

namespace Causeway.Waiting;

/// <summary>Keeps this process's changes about its own cell apart: held for nanoseconds, and never while anything is waited for.</summary>
/// <remarks>A lock of the runtime would cost as much as the change itself.</remarks>
internal struct CellGate
{
    private int _taken;

    /// <summary>Enters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        // Acquire: pairs with Exit.
        if (Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
            EnterLater();
    }

    /// <summary>Leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit() => Volatile.Write(ref _taken, 0); // release

    private void EnterLater()
    {
        SpinWait spin = default;
        do
            spin.SpinOnce(sleep1Threshold: -1);
        while (Interlocked.CompareExchange(ref _taken, 1, 0) != 0);
    }
}
