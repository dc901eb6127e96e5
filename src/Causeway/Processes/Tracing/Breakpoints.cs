using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>The breakpoints of one process: an instruction that traps in place of each one's first bytes.</summary>
internal sealed class Breakpoints(int processId)
{
    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>int3, or brk #0.</summary>
    private static readonly byte[] s_trap = s_isArm ? [0x00, 0x00, 0x20, 0xD4] : [0xCC];

    /// <summary>By address: the bytes that belong there.</summary>
    private readonly Dictionary<ulong, byte[]> _originals = [];

    /// <summary>Those that were removed: a thread may have met one before and not been seen since.</summary>
    private readonly Dictionary<ulong, byte[]> _removed = [];

    /// <summary>How many threads do the instruction at an address just now.</summary>
    private readonly Dictionary<ulong, int> _lifted = [];

    public bool IsEmpty => _originals.Count == 0;

    /// <summary>How far behind the trapping instruction the thread stops.</summary>
    public static ulong Overshoot => s_isArm ? 0UL : (ulong)s_trap.Length;

    /// <summary>si_code of the SIGTRAP that the instruction raises; a single step has another.</summary>
    public static int TrapCode => s_isArm ? LibC.TRAP_BRKPT : LibC.SI_KERNEL;

    private ProcessMemory Memory => new(processId);

    public bool Has(ulong address) => _originals.ContainsKey(address);

    public bool Had(ulong address) => _removed.ContainsKey(address);

    public void Add(ulong address)
    {
        if (Has(address))
            return;
        byte[] original = new byte[s_trap.Length];
        Memory.Read(address, original);
        Memory.Write(address, s_trap);
        _originals.Add(address, original);
    }

    /// <summary>Puts the original bytes back.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(ulong address)
    {
        if (!_originals.Remove(address, out byte[]? original))
            return false;
        _removed[address] = original;
        Memory.Write(address, original);
        return true;
    }

    /// <summary>The same for all, each by itself: a process that has ended needs none of it.</summary>
    public void RemoveAll()
    {
        foreach ((ulong address, byte[] original) in _originals)
        {
            _removed[address] = original;
            TryWrite(address, original);
        }

        _originals.Clear();
    }

    /// <summary>Puts the original bytes back for a moment.</summary>
    /// <returns>Whether they could be.</returns>
    public bool TryLift(ulong address)
    {
        int threads = _lifted.GetValueOrDefault(address);
        if (threads == 0 && !TryWrite(address, _originals[address]))
            return false;
        _lifted[address] = threads + 1;
        return true;
    }

    /// <summary>The last of those who lifted it puts the trap there again.</summary>
    public void Lower(ulong address)
    {
        if (!_lifted.TryGetValue(address, out int threads))
            return;
        if (threads > 1)
        {
            _lifted[address] = threads - 1;
            return;
        }

        _lifted.Remove(address);
        if (Has(address))
            TryWrite(address, s_trap);
    }

    private bool TryWrite(ulong address, byte[] bytes)
    {
        try
        {
            Memory.Write(address, bytes);
            return true;
        }
        catch (Exception e) when (e is SyscallException or UnauthorizedAccessException)
        {
            // It has been killed, or its memory is closed to us by now (prctl, a set-user-ID program).
            return false;
        }
    }

    /// <summary>Those of a child, whose memory is a copy: of a moment at which those removed since were still there.</summary>
    public Breakpoints CopyFor(int child)
    {
        Breakpoints copy = new(child);
        foreach ((ulong address, byte[] original) in _originals)
            copy._originals.Add(address, original);
        foreach ((ulong address, byte[] original) in _removed)
            copy.Restore(address, original);
        return copy;
    }

    private void Restore(ulong address, byte[] original)
    {
        _removed[address] = original;
        byte[] present = new byte[s_trap.Length];
        try
        {
            Memory.Read(address, present);
        }
        catch (Exception e) when (e is SyscallException or UnauthorizedAccessException)
        {
            return;
        }

        if (present.AsSpan().SequenceEqual(s_trap))
            TryWrite(address, original);
    }
}
