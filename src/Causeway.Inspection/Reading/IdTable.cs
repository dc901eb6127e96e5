using System.Numerics;

namespace Causeway.Inspection;

/// <summary>Values by the identities of objects, in the order they were added. One thread.</summary>
/// <remarks>
/// The framework's generic code over structures of ours cannot be compiled ahead, as this can: of a command that runs once, a
/// Dictionary's methods cost more to compile than all they do.
/// </remarks>
/// <typeparam name="T">What is found by an identity.</typeparam>
internal sealed class IdTable<T>
{
    private const int FewestEntries = 16;

    /// <summary>The golden ratio: the upper bits of a product depend on all bits of the number.</summary>
    private const uint Spread = 0x9E3779B9;

    /// <summary>In <see cref="Entry.Next"/>: taken out.</summary>
    private const int Gone = -1;

    /// <summary>Where each chain begins: an entry's index plus one, 0 for nowhere.</summary>
    private int[] _chains = new int[FewestEntries];
    private Entry[] _entries = new Entry[FewestEntries];
    private int _used;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>What there is. What is added meanwhile comes, too.</summary>
    public IEnumerable<T> Values
    {
        get
        {
            for (int index = 0; index < _used; index++)
            {
                if (_entries[index].Next != Gone)
                    yield return _entries[index].Value;
            }
        }
    }

    /// <summary>Puts it there, in place of what is there.</summary>
    public void Set(IpcObjectId id, T value)
    {
        if (IndexOf(id) is var index and >= 0)
            _entries[index].Value = value;
        else
            Append(id, value);
    }

    /// <summary>Puts it there if nothing is.</summary>
    public void TryAdd(IpcObjectId id, T value)
    {
        if (!Contains(id))
            Append(id, value);
    }

    public bool Contains(IpcObjectId id) => IndexOf(id) >= 0;

    /// <summary>What is there; the other value where nothing is.</summary>
    public T Find(IpcObjectId id, T otherwise) => IndexOf(id) is var index and >= 0 ? _entries[index].Value : otherwise;

    /// <summary>Takes out what is there.</summary>
    public void Remove(IpcObjectId id)
    {
        if (!Contains(id))
            return;
        ref int link = ref _chains[ChainOf(id)];
        while (!_entries[link - 1].Id.Equals(id))
            link = ref _entries[link - 1].Next;
        ref Entry found = ref _entries[link - 1];
        link = found.Next;
        found = new Entry { Next = Gone };
        Count--;
    }

    /// <summary>Makes room.</summary>
    /// <param name="count">For so many in all.</param>
    public void EnsureCapacity(int count)
    {
        if (count <= _entries.Length)
            return;
        Entry[] entries = new Entry[(int)BitOperations.RoundUpToPowerOf2((uint)count)];
        Array.Copy(_entries, entries, _used);
        _entries = entries;
        _chains = new int[entries.Length];
        for (int index = 0; index < _used; index++)
        {
            if (_entries[index].Next != Gone)
                Link(index);
        }
    }

    private void Append(IpcObjectId id, T value)
    {
        EnsureCapacity(_used + 1);
        _entries[_used] = new Entry { Id = id, Value = value };
        Link(_used++);
        Count++;
    }

    private void Link(int index)
    {
        ref int chain = ref _chains[ChainOf(_entries[index].Id)];
        _entries[index].Next = chain;
        chain = index + 1;
    }

    private int ChainOf(IpcObjectId id) => (int)((ulong)((uint)id.GetHashCode() * Spread) * (uint)_chains.Length >>> 32);

    private int IndexOf(IpcObjectId id)
    {
        int index = _chains[ChainOf(id)] - 1;
        while (index >= 0 && !_entries[index].Id.Equals(id))
            index = _entries[index].Next - 1;
        return index;
    }

    private struct Entry
    {
        public IpcObjectId Id;
        public T Value;

        /// <summary>The next of its chain, as <see cref="_chains"/> has it.</summary>
        public int Next;
    }
}
