using System.Diagnostics.CodeAnalysis;

namespace Causeway;

/// <summary>A table of so many entries at most: beyond them the oldest goes, and is looked up again where it is wanted.</summary>
internal sealed class BoundedTable<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _values = [];
    private readonly Queue<TKey> _order = [];

    public int Count => _values.Count;

    public void Set(TKey key, TValue value)
    {
        if (_values.TryAdd(key, value))
            _order.Enqueue(key);
        else
            _values[key] = value;
        if (_values.Count > most)
            _values.Remove(_order.Dequeue());
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);
}
