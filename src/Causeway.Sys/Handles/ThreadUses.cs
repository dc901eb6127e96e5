using System.Runtime.CompilerServices;

namespace Causeway.Sys;

// What a thread holds (a lock) or is inside a call of (a lock, a descriptor). It answers two questions without an atomic
// operation in what takes a few nanoseconds: may this thread unlock, and does anybody still need an object that is being
// disposed?
//
// Only its thread writes an entry; a key stands for one object and is never given out again. An entry is there before the
// thread first touches the object and until it last did: through a wait, and as long as the lock is held.
//
// entering thread                         disposing thread
// entry = key                             ended = true
// (A) load ended            <------>      (B) barrier in every thread of the process, then look at the entries
// ended: take the entry back              an entry is there: the object stays
//
// One of the two sees the other: the barrier interrupts the entering thread either before its load, which then sees
// ended, or after it, when the entry has been stored. A thread that leaves looks for ended after it removed its entry, and
// then at the entries of all: of several that leave, the last lets go of the object.
internal sealed class ThreadUses
{
    private const int AtFirst = int.MaxValue;
    private static readonly List<ThreadUses> s_all = [];

    [ThreadStatic]
    private static ThreadUses? t_current;

    private readonly Thread _thread = Thread.CurrentThread;
    private readonly int _threadId = LibC.gettid();

    // Nearly always the only entry; 0: none. The others are in the array, in which none moves: another thread may be looking.
    private long _first;
    private long[] _keys = new long[8];
    private int _count;

    private ThreadUses()
    {
    }

    /// <summary>The calling thread's.</summary>
    public static ThreadUses OfThread => t_current ?? Register();

    /// <summary>The kernel knows the thread no more: it has looked at what robust mutexes it held, in their memory.</summary>
    private bool HasEnded => !_thread.IsAlive && LibC.tgkill(Environment.ProcessId, _threadId, 0) != 0 && Errno.Last == Errno.ESRCH;

    /// <summary>Whether any thread has the key.</summary>
    public static bool Any(long key)
    {
        lock (s_all)
            return s_all.Exists(thread => thread.Has(key) && !thread.HasEnded);
    }

    /// <summary>Adds an entry. (A): the caller looks at ended next, with a volatile load.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long key)
    {
        if (_first == 0)
            Volatile.Write(ref _first, key);
        else
            AddToRest(key);
    }

    /// <summary>Where an entry of the key is; negative where there is none. For the thread itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long key) => _first == key ? AtFirst : FindInRest(key);

    /// <summary>How many entries the key has. For the thread itself.</summary>
    public int CountOf(long key) => (_first == key ? 1 : 0) + _keys.AsSpan(0, _count).Count(key);

    /// <summary>Removes an entry that was found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveAt(int entry)
    {
        if (entry == AtFirst)
            Volatile.Write(ref _first, 0); // release: what the thread did with the object comes before
        else
            RemoveFromRest(entry);
    }

    private static ThreadUses Register()
    {
        ThreadUses mine = new();
        lock (s_all)
        {
            s_all.RemoveAll(static thread => thread.HasEnded);
            s_all.Add(mine);
        }

        return t_current = mine;
    }

    private bool Has(long key)
    {
        if (Volatile.Read(ref _first) == key)
            return true;
        int count = Volatile.Read(ref _count);
        long[] keys = Volatile.Read(ref _keys);
        return keys.AsSpan(0, Math.Min(count, keys.Length)).Contains(key);
    }

    private void AddToRest(long key)
    {
        int count = _count;
        long[] keys = _keys;
        if ((uint)count < (uint)keys.Length)
        {
            keys[count] = key;
            Volatile.Write(ref _count, count + 1);
            return;
        }

        AddToFull(key);
    }

    private int FindInRest(long key) => _keys.AsSpan(0, _count).LastIndexOf(key);

    private void RemoveFromRest(int index)
    {
        if (index == _count - 1)
            Volatile.Write(ref _count, index);
        else
            _keys[index] = 0;
    }

    private void AddToFull(long key)
    {
        // What was unlocked in another order than locked has left holes: those at the end go.
        int count = _count;
        while (count > 0 && _keys[count - 1] == 0)
            count--;
        if (count < _keys.Length)
        {
            _keys[count] = key;
            Volatile.Write(ref _count, count + 1);
            return;
        }

        // Not before an entry of the same key: that one is taken back first, and who looks may have passed the hole.
        int free = Array.IndexOf(_keys, 0);
        if (free >= 0 && FindInRest(key) < 0)
        {
            Volatile.Write(ref _keys[free], key);
            return;
        }

        long[] larger = new long[_keys.Length * 2];
        _keys.CopyTo(larger, 0);
        larger[_count] = key;
        Volatile.Write(ref _keys, larger);
        Volatile.Write(ref _count, _count + 1);
    }
}
