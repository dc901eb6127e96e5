namespace Causeway.Inspection;

/// <summary>Structures in a row. A List of them would have to be compiled while the program runs: see <see cref="IdTable{T}"/>. One thread.</summary>
/// <typeparam name="T">What they are.</typeparam>
internal sealed class ValueList<T>
    where T : struct
{
    private const int Fewest = 16;

    private T[] _items = new T[Fewest];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>All of them; valid until one is added.</summary>
    public Span<T> Span => _items.AsSpan(0, Count);

    /// <summary>One of them; valid until one is added.</summary>
    public ref readonly T this[int index] => ref _items[index];

    public void Add(in T item)
    {
        EnsureCapacity(Count + 1);
        _items[Count++] = item;
    }

    public void AddRange(ValueList<T> items)
    {
        EnsureCapacity(Count + items.Count);
        Array.Copy(items._items, 0, _items, Count, items.Count);
        Count += items.Count;
    }

    public void AddRange(T[] items)
    {
        EnsureCapacity(Count + items.Length);
        items.CopyTo(_items, Count);
        Count += items.Length;
    }

    /// <summary>Those from one on.</summary>
    public T[] From(int start)
    {
        T[] some = new T[Count - start];
        Array.Copy(_items, start, some, 0, some.Length);
        return some;
    }

    /// <summary>Makes room.</summary>
    /// <param name="count">For so many in all.</param>
    public void EnsureCapacity(int count)
    {
        if (count <= _items.Length)
            return;
        T[] items = new T[Math.Max(count, _items.Length * 2)];
        Array.Copy(_items, items, Count);
        _items = items;
    }
}
