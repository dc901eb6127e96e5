using System.Globalization;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Inspection.Locks;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>An object as the user typed it: its identity, a System V id or key, a name, a path, or a process's descriptor.</summary>
internal sealed class ObjectSelector
{
    private readonly string _typed;
    private readonly Func<Inventory, IEnumerable<IpcObject>> _find;

    private ObjectSelector(string typed, IpcKinds kinds, Func<Inventory, IEnumerable<IpcObject>> find)
    {
        _typed = typed;
        Kinds = kinds;
        _find = find;
    }

    /// <summary>What it may be, so that nothing else need be looked at.</summary>
    public IpcKinds Kinds { get; }

    /// <summary>The path that was typed, in full; null where it was no path.</summary>
    public string? Path { get; private init; }

    /// <summary>Reads what was typed.</summary>
    /// <exception cref="UsageException">No object is written so.</exception>
    public static ObjectSelector Parse(string typed)
    {
        if (SelectorText.TryIdentity(typed, out IpcObjectId id))
            return new(typed, IpcKinds.Of(id.Kind), inventory => inventory.Snapshot.Find(id) is { } one ? [one] : []);
        int colon = typed.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && IpcKindNames.TryFind(typed.AsSpan(0, colon), out IpcKind kind))
            return OfKind(typed, kind, typed[(colon + 1)..]);
        if (typed.StartsWith('@'))
            return new(typed, IpcKinds.Of(IpcKind.Socket), inventory => inventory.Objects.Where(one => one is UnixSocketObject && one.Name == typed));
        if (SelectorText.TryDescriptor(typed, out int process, out int descriptor))
            return new(typed, IpcKinds.All, inventory => OfDescriptor(inventory, process, descriptor));
        if (typed.Contains('/', StringComparison.Ordinal) && !typed.Contains('\0', StringComparison.Ordinal))
            return new(typed, IpcKinds.All, inventory => AtPath(inventory, typed)) { Path = System.IO.Path.GetFullPath(typed) };
        throw new UsageException($"{PrintableText.Of(typed)}: an object is written as causeway ls shows it (pipe:[123], shm:65538), or shm:0x1a2b, mq:/NAME, @NAME, a path with a slash, or PID/FD");
    }

    /// <summary>The objects that are meant.</summary>
    /// <exception cref="NothingThereException">There are none.</exception>
    public IReadOnlyList<IpcObject> Find(Inventory inventory)
    {
        IReadOnlyList<IpcObject> found = [.. _find(inventory)];
        return found.Count > 0 ? found : throw new NothingThereException($"no such object: {PrintableText.Of(_typed)}; causeway ls shows what there is");
    }

    private static ObjectSelector OfKind(string typed, IpcKind kind, string name)
    {
        bool isSysV = IpcKinds.SysV.Contains(kind);
        bool isNamed = kind is IpcKind.PosixQueue or IpcKind.PosixMemory or IpcKind.PosixSemaphore;
        if (isNamed && name.StartsWith('/'))
            return new(typed, IpcKinds.Of(kind), inventory => Named(inventory, kind, name));
        if (isSysV && name.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && uint.TryParse(name.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint key) && key != 0)
            return new(typed, IpcKinds.Of(kind), inventory => Here(inventory.Objects.Where(one => one.Kind == kind && one is SysVObject of && of.Permissions.Key.Value == unchecked((int)key))));
        if (isSysV && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            return new(typed, IpcKinds.Of(kind), inventory => Here(inventory.Objects.Where(one => one.Kind == kind && one.Id.Number == (ulong)id)));
        throw new UsageException($"{PrintableText.Of(typed)}: {(isSysV ? "an id, or a key with 0x, is needed after the colon" : isNamed ? "a name with its slash is needed after the colon" : "it is written as causeway ls shows it")}");
    }

    /// <summary>Ids, keys and names of queues mean something in one IPC namespace alone: this process's own, if they are there.</summary>
    private static IpcObject[] Here(IEnumerable<IpcObject> objects)
    {
        IpcObject[] all = [.. objects];
        ulong own = IpcNamespace.Own();
        IpcObject[] here = [.. all.Where(one => one is not (SysVObject or PosixQueueObject) || one.Namespace == own)];
        return here.Length > 0 ? here : all;
    }

    private static IpcObject[] Named(Inventory inventory, IpcKind kind, string name)
    {
        IpcObject[] found = Here(inventory.Objects.Where(one => one.Kind == kind && one.Name == name));

        // Others may have a folder of their own at /dev/shm.
        if (found.Length > 1 && AtPath(inventory, kind == IpcKind.PosixSemaphore ? "/dev/shm/sem." + name[1..] : "/dev/shm" + name).Where(one => one.Kind == kind).ToArray() is [var here])
            return [here];
        return found.Length == 0 && kind == IpcKind.PosixQueue && QueueFiles.At(name) is { } queue ? [queue] : found;
    }

    private static IEnumerable<IpcObject> OfDescriptor(Inventory inventory, int process, int descriptor) =>
        inventory.Snapshot.FindProcess(process) is { } one
            ? inventory.Snapshot.EndsOf(one).Where(end => end.Form == IpcEndForm.Descriptor && end.Descriptor == descriptor).Select(static end => end.Object).DistinctBy(static found => found.Id)
            : [];

    /// <summary>By the file's device and inode, whatever it is called elsewhere; sockets by the file they are bound to.</summary>
    private static unsafe List<IpcObject> AtPath(Inventory inventory, string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        LibC.statx_t status;
        bool exists = LibC.statx(full, &status) == 0;
        uint device = exists ? IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor) : 0;
        ulong inode = exists ? status.stx_ino : 0;
        bool isSocket = exists && (status.stx_mode & LibC.S_IFMT) == LibC.S_IFSOCK;

        // Locks and mappings are known by the file system's own device: on btrfs and overlayfs stat(2) tells another.
        IpcObjectId? locked = exists && !isSocket ? LockTable.IdAt(full) : null;
        List<IpcObject> found = [.. inventory.Objects.Where(one => (exists && !isSocket && one.Kind != IpcKind.Socket && one.Kind != IpcKind.Futex && HasDevice(one) && one.Id.Space == device && one.Id.Number == inode)
            || (one.Kind is IpcKind.FileLock or IpcKind.MappedFile && locked is { } id && one.Id.Space == id.Space && one.Id.Number == id.Number)
            || (isSocket && one is UnixSocketObject socket && IpcFiles.IsBoundTo(socket, device, inode, full)))];
        if (found.Count == 0 && IpcFiles.At(full) is { } nobodys)
            found.Add(nobodys);
        return found;
    }

    private static bool HasDevice(IpcObject one) => one.Kind is IpcKind.Fifo or IpcKind.PosixQueue or IpcKind.PosixMemory or IpcKind.PosixSemaphore or IpcKind.MemoryFile
        or IpcKind.AnonymousMemory or IpcKind.MappedFile or IpcKind.FileLock or IpcKind.Domain;
}
