using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>
/// Names of descriptors by process, looked up once and kept until the descriptor is closed or replaced; and keys of
/// System V objects by id.
/// </summary>
internal sealed unsafe class DescriptorNames
{
    /// <summary>A program may make sockets and ids without end, and nothing says when the last process has closed one.</summary>
    private const int MostObjects = 16384;

    private readonly Dictionary<(int Process, int Descriptor), DescriptorName> _descriptors = [];
    private readonly Dictionary<int, HashSet<int>> _known = [];
    private readonly BoundedTable<string, string> _sockets = new(MostObjects);
    private readonly BoundedTable<(IpcMechanism Mechanism, int Id), (int Key, string Name)> _objects = new(MostObjects);

    public SharedMappings Mappings { get; } = new();

    public DescriptorName Of(int processId, int descriptor)
    {
        if (_descriptors.TryGetValue((processId, descriptor), out DescriptorName? known))
            return known;
        DescriptorName name = LookUp(processId, descriptor);
        if (name.Text.Length > 0)
            Learn(processId, descriptor, name);
        return name;
    }

    public void Learn(int processId, int descriptor, DescriptorName name)
    {
        _descriptors[(processId, descriptor)] = name;
        if (!_known.TryGetValue(processId, out HashSet<int>? descriptors))
            _known.Add(processId, descriptors = []);
        descriptors.Add(descriptor);
    }

    /// <summary>A socket was bound or connected to an address.</summary>
    public void LearnSocket(int processId, int descriptor, string address)
    {
        string name = Of(processId, descriptor).Text;
        int end = name.IndexOf(']', StringComparison.Ordinal) + 1;
        if (end == 0)
            return;
        _sockets.Set(name[..end], address);
        Forget(processId, descriptor);
    }

    public void Forget(int processId, int descriptor)
    {
        if (_descriptors.Remove((processId, descriptor)))
            _known[processId].Remove(descriptor);
    }

    /// <summary>A range of descriptors was closed, or with all of them the process.</summary>
    public void Forget(int processId, uint first = 0, uint last = uint.MaxValue)
    {
        if (!_known.TryGetValue(processId, out HashSet<int>? descriptors))
            return;
        foreach (int descriptor in descriptors.Where(one => (uint)one >= first && (uint)one <= last).ToArray())
            Forget(processId, descriptor);
        if (descriptors.Count == 0)
            _known.Remove(processId);
    }

    public void Learn(IpcMechanism mechanism, int id, int key) => _objects.Set((mechanism, id), (key, NameOf(id, key)));

    public string OfSysV(IpcMechanism mechanism, int id) => Find(mechanism, id).Name;

    /// <summary>0 for a private one; null where it is not known.</summary>
    public int? KeyOf(IpcMechanism mechanism, int id) => Find(mechanism, id).Key;

    private (int Key, string Name) Find(IpcMechanism mechanism, int id)
    {
        if (_objects.TryGet((mechanism, id), out (int, string) found))
            return found;
        Learn(mechanism, id, ReadKey(mechanism, id));
        return Find(mechanism, id);
    }

    private static string NameOf(int id, int key) =>
        key == 0 ? string.Create(CultureInfo.InvariantCulture, $"id {id}") : string.Create(CultureInfo.InvariantCulture, $"id {id} key 0x{key:x8}");

    /// <summary>From /proc/sysvipc, whose first columns are key and id.</summary>
    private static int ReadKey(IpcMechanism mechanism, int id)
    {
        string file = mechanism switch
        {
            IpcMechanism.SysVQueue => "msg",
            IpcMechanism.SysVSemaphore => "sem",
            _ => "shm",
        };
        try
        {
            foreach (string line in File.ReadLines("/proc/sysvipc/" + file).Skip(1))
            {
                if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var key, var its, ..] && int.Parse(its, CultureInfo.InvariantCulture) == id)
                    return int.Parse(key, CultureInfo.InvariantCulture);
            }
        }
        catch (IOException)
        {
            // A kernel without System V IPC.
        }

        return 0;
    }

    private DescriptorName LookUp(int processId, int descriptor)
    {
        string link = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/fd/{descriptor}");
        string? target = null;
        try
        {
            target = File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not open, or the process has ended.
        }

        if (target is null)
            return DescriptorName.Unknown;

        // What is no path was made one below the link's directory.
        string folder = Path.GetDirectoryName(link)! + "/";
        if (target.StartsWith(folder, StringComparison.Ordinal))
            target = target[folder.Length..];
        if (target.StartsWith("socket:", StringComparison.Ordinal))
            return new DescriptorName(target + SocketAddress(processId, target), IpcMechanism.Socket);
        return new DescriptorName(target, Sort(target, link));
    }

    private static IpcMechanism? Sort(string target, string link) => target switch
    {
        _ when target.StartsWith("pipe:", StringComparison.Ordinal) => IpcMechanism.Pipe,
        "anon_inode:[eventfd]" => IpcMechanism.EventCounter,
        "anon_inode:[signalfd]" => IpcMechanism.Signal,
        "anon_inode:[pidfd]" => IpcMechanism.Process,
        _ when target.StartsWith("pidfd:", StringComparison.Ordinal) => IpcMechanism.Process,
        _ when target.StartsWith("/memfd:", StringComparison.Ordinal) || target.StartsWith("/dev/shm/", StringComparison.Ordinal) => IpcMechanism.SharedMemory,
        _ when target.StartsWith("anon_inode:", StringComparison.Ordinal) => null,
        _ => IsFifo(link) ? IpcMechanism.Fifo : null,
    };

    /// <summary>Whether a path leads to a FIFO; nothing is opened at its other end.</summary>
    public static bool IsFifo(string path)
    {
        int number = LibC.open(path, LibC.O_PATH | LibC.O_CLOEXEC, 0);
        if (number < 0)
            return false;
        using SafeFileDescriptor opened = new(number);
        LibC.statx_t status;
        return LibC.statx(opened, &status) == 0 && (status.stx_mode & LibC.S_IFMT) == LibC.S_IFIFO;
    }

    private string SocketAddress(int processId, string socket)
    {
        if (!_sockets.TryGet(socket, out string? address))
            _sockets.Set(socket, address = ReadAddress(processId, socket["socket:[".Length..^1]));
        return address.Length == 0 ? "" : " " + address;
    }

    /// <summary>Of a UNIX socket that was bound before it was seen.</summary>
    private static string ReadAddress(int processId, string inode)
    {
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/net/unix")))
            {
                string[] words = line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries);
                if (words.Length == 8 && words[6] == inode)
                    return words[7];
            }
        }
        catch (IOException)
        {
            // The process has ended.
        }

        return "";
    }
}
