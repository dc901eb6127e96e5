using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>
/// The breakpoints of one memory, which a child of vfork(2) or of clone(2) with CLONE_VM shares with its parent: an instruction that
/// traps in place of each one's first bytes.
/// </summary>
internal sealed class Breakpoints(int processId)
{
    /// <summary>Whose memory it is.</summary>
    private readonly List<int> _processes = [processId];

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

    private ProcessMemory Memory => new(_processes[0]);

    public bool Has(ulong address) => _originals.ContainsKey(address);

    public bool Had(ulong address) => _removed.ContainsKey(address);

    public void Add(ulong address)
    {
        if (Has(address))
            return;
        byte[] original = new byte[s_trap.Length];
        Memory.Read(address, original);
        if (IsSystemCall(address, original))
            throw new ArgumentException($"there is a system call's instruction at 0x{address:x}, which is not to be stepped over with all signals blocked: put the breakpoint after it, or stop at the call (ProcessTracerOptions.SystemCalls)", nameof(address));
        Memory.Write(address, s_trap);
        _originals.Add(address, original);
    }

    /// <summary>Another process has the same memory.</summary>
    public void Share(int processId) => _processes.Add(processId);

    /// <summary>A process has ended, or has a memory of its own by now.</summary>
    public void Leave(int processId)
    {
        if (_processes.Count > 1)
            _processes.Remove(processId);
    }

    /// <summary>syscall, sysenter, int 0x80; svc.</summary>
    private bool IsSystemCall(ulong address, ReadOnlySpan<byte> first)
    {
        if (s_isArm)
            return (BinaryPrimitives.ReadUInt32LittleEndian(first) & 0xFFE0_001F) == 0xD400_0001;

        // The byte behind is read only where there must be one: a page may end here.
        if (first[0] is not (0x0F or 0xCD))
            return false;
        Span<byte> second = stackalloc byte[1];
        Memory.Read(address + 1, second);
        return first[0] == 0xCD ? second[0] == 0x80 : second[0] is 0x05 or 0x34;
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
