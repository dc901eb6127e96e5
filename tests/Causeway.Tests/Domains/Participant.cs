using Causeway.Domains;

namespace Causeway.Tests.Domains;

/// <summary>Somebody who takes part in an object, as far as others can see: a lock byte held and a cell filled, step by step.</summary>
internal sealed unsafe class Participant : IDisposable
{
    private readonly ObjectFile _file;
    private readonly int _cell;

    public Participant(Domain domain, string name, int cell)
    {
        _file = ObjectFile.OpenOrCreate(domain, name, TestDomain.Semaphore(), out _);
        _cell = cell;
        Assert.True(OfdLock.TryAcquire(_file.Descriptor, _file.Path, ObjectLayout.LockBytes + cell, 1));
    }

    public ulong Id => _file.Id;

    public void Enter(int processId, uint held = 0, ulong waiting = 0)
    {
        At<uint>(ObjectLayout.People32)++;
        Cell<uint>(ObjectLayout.ProcessIn) = (uint)processId;
        Cell<ulong>(ObjectLayout.HeldIn) = held;
        Cell<ulong>(ObjectLayout.WaitingIn) = waiting;
    }

    /// <summary>A change that is in the word, and not yet in the cell that it is about.</summary>
    public void LeaveUnsettled(uint held, uint stamp)
    {
        At<uint>(ObjectLayout.People32)++;
        Cell<ulong>(ObjectLayout.PendingIn) = ((ulong)stamp << 32) | held;
        At<ulong>(ObjectLayout.Word64) = ((ulong)stamp << 46) | ((ulong)_cell << 39);
    }

    public void SetWord(ulong word) => At<ulong>(ObjectLayout.Word64) = word;

    /// <summary>Whatever it has written stays: as if it had been killed.</summary>
    public void Dispose() => _file.Dispose();

    private ref T Cell<T>(int offset)
        where T : unmanaged => ref At<T>(ObjectLayout.Cells + ((_cell - 1) * ObjectLayout.CellBytes) + offset);

    private ref T At<T>(int offset)
        where T : unmanaged => ref *(T*)(_file.Address + offset);
}
