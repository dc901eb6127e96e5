
namespace Causeway.Waiting;

/// <summary>The doorbells of one domain as this process knows them: its own, and those of whom it watches or has rung.</summary>
/// <remarks>
/// Thread-safe. There are some as long as an object of the domain is open: two descriptors, one of the directory, and one for each process that was
/// met, until its death.
/// </remarks>
internal sealed class Doorbells
{
    private static readonly Lock s_creation = new();
    private static readonly Dictionary<FileIdentity, Doorbells> s_all = [];
    private static bool s_removesAtExit;

    private readonly Lock _gate = new();
    private readonly SafeFileDescriptor _directory;
    private readonly string _path;
    private readonly uint _mode;
    private readonly uint? _group;
    private readonly Dictionary<ulong, PeerDoorbell> _peers = [];
    private OwnDoorbell? _own;
    private FileIdentity _identity;
    private int _references;

    private Doorbells(SafeFileDescriptor directory, string path, uint mode, uint? group)
    {
        _group = group;
        _directory = directory;
        _path = path;
        _mode = mode;
    }

    /// <summary>Those of a domain's directory: of the very directory, whatever its path. To be released.</summary>
    public static Doorbells Acquire(Domain domain)
    {
        SafeFileDescriptor directory = domain.OpenDirectory();
        try
        {
            var identity = FileIdentity.Of(directory, domain.Path);
            lock (s_creation)
            {
                if (s_all.TryGetValue(identity, out Doorbells? known))
                {
                    directory.Dispose();
                    known._references++;
                    return known;
                }

                if (!s_removesAtExit)
                    AppDomain.CurrentDomain.ProcessExit += static (_, _) => RemoveAll();
                s_removesAtExit = true;
                return s_all[identity] = new Doorbells(directory, domain.Path, domain.ObjectMode, domain.ObjectGroup) { _identity = identity, _references = 1 };
            }
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>This process's; made when it is first asked for.</summary>
    public OwnDoorbell Own
    {
        get
        {
            if (Volatile.Read(ref _own) is { } made)
                return made;
            lock (_gate)
                return _own ??= OwnDoorbell.Make(_directory, _path, _mode, _group);
        }
    }

    /// <summary>Ends one use; with the last, this process has no doorbell in the domain any more.</summary>
    public void Release()
    {
        lock (s_creation)
        {
            if (--_references > 0)
                return;
            s_all.Remove(_identity);
        }

        lock (_gate)
        {
            _own?.Remove(_directory);
            foreach (PeerDoorbell peer in _peers.Values)
                peer.Close();
            _peers.Clear();
        }

        _directory.Dispose();
    }

    /// <summary>Sees to it that this process hears of a process's death.</summary>
    /// <returns>False: it is dead, or its doorbell is gone.</returns>
    public bool TryWatch(ulong id) => id == Own.Id || Find(id) is not null;

    /// <summary>Rings a process for one of its objects.</summary>
    /// <remarks>
    /// Never fails: what the ring tells of has been done. Where no descriptor is left to open the doorbell by, it is rung as soon as there is one.
    /// </remarks>
    public void Ring(ulong id, ulong cookie)
    {
        if (id == Own.Id)
            Own.Ring(cookie);
        else if (!TryRing(id, cookie))
            RingLater(id, cookie);
    }

    // In a method of its own: what it captures is allocated only where it is called.
    private void RingLater(ulong id, ulong cookie) => Retry.Later(() => TryRing(id, cookie));

    /// <summary>Rings it unless there is no descriptor to ring by.</summary>
    private bool TryRing(ulong id, ulong cookie)
    {
        try
        {
            Find(id)?.Ring(cookie);
            return true;
        }
        catch (Exception e) when (e is SyscallException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            // Nobody here uses the domain any more: its objects' waiters hear of that.
            return true;
        }
    }

    private PeerDoorbell? Find(ulong id)
    {
        PeerDoorbell? peer;
        lock (_gate)
        {
            if (_peers.TryGetValue(id, out peer))
                return peer;
            peer = PeerDoorbell.TryOpen(_directory, OwnDoorbell.NameOf(id));
            if (peer is null)
                return null;
            _peers[id] = peer;
        }

        _ = BuryAfterDeathAsync(peer, id);
        return peer;
    }

    private async Task BuryAfterDeathAsync(PeerDoorbell peer, ulong id)
    {
        if (!await peer.WaitForDeathAsync().ConfigureAwait(false))
            return;
        lock (_gate)
            _peers.Remove(id);
        peer.Close();
        Mourning.Begin(this, id);
    }

    private static void RemoveAll()
    {
        lock (s_creation)
        {
            foreach (Doorbells bells in s_all.Values)
                bells._own?.RemoveName(bells._directory);
        }
    }
}
