using System.Globalization;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Reads one process after another: what it is, and its ends. One thread.</summary>
/// <remarks>
/// Everything is read below /proc/PID, opened once: once the process is gone all of it answers ESRCH or ENOENT, also where its
/// pid is another's by then. A process that goes meanwhile is left out, or has the ends that were read.
/// </remarks>
internal sealed unsafe class ProcessReader : IDisposable
{
    private const int PageBytes = 32 * 1024;
    private const int MostCommandLine = 4096;

    private readonly InspectionContext _context;
    private readonly ProcText _text = new();
    private readonly DescriptorReader _descriptors;
    private readonly MappingReader _mappings;
    private byte* _page = (byte*)NativeMemory.Alloc(PageBytes);

    public ProcessReader(InspectionContext context)
    {
        _context = context;
        _descriptors = new DescriptorReader(context, _text, Found);
        _mappings = new MappingReader(context, _text, Found);
    }

    /// <summary>What was found so far.</summary>
    public Findings Found { get; } = new();

    /// <summary>Reads a process; nothing where there is none.</summary>
    public void Read(int process)
    {
        Span<byte> path = stackalloc byte[24];
        "/proc/"u8.CopyTo(path);
        _ = process.TryFormat(path["/proc/".Length..^1], out int digits, provider: CultureInfo.InvariantCulture);
        path["/proc/".Length + digits] = 0;
        fixed (byte* name = path)
        {
            using RawDescriptor folder = new(LibC.openat(LibC.AT_FDCWD, name, LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out Errno error));
            if (folder.IsOpen)
                Read(process, folder.Number);
            else
                OwnLimit.ThrowIfReached(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        NativeMemory.Free(_page);
        _page = null;
    }

    private void Read(int id, int folder)
    {
        if (!StatLine.TryParse(_text.Read(folder, "stat\0"u8, out Errno error), out StatLine stat))
        {
            // Listed, and not to be looked into: hidepid=1.
            Found.Unreadable += error == Errno.EACCES || error == Errno.EPERM ? 1 : 0;
            return;
        }

        if (stat.IsKernelThread)
            return;
        bool isDue = true;
        KnownProcess? known = _context.Known?.Find(id, stat.StartTicks, out isDue);
        string command = ByteFields.Text(stat.Command);
        InspectedProcess process = new()
        {
            Id = id,
            ParentId = stat.ParentId,
            StartTicks = stat.StartTicks,
            State = stat.State,
            Command = command,
            Threads = stat.Threads,
        };
        isDue |= known?.Process?.Command != command;
        InspectedProcess? whole = isDue ? ReadMore(folder, process) : Renew(known!.Process!, process);
        if (whole is null)
            return;
        known?.Descriptors.Begin(isDue);
        bool isReadable = !_context.WantsDescriptors || _descriptors.Read(id, folder, known?.Descriptors, _page, PageBytes);
        Found.UnreadDescriptors += isReadable ? 0 : 1;
        if (_context.WantsMappings(whole.Namespaces.Ipc))
            isReadable &= ReadMappings(folder, whole, known, isDue);
        Found.Unreadable += isReadable ? 0 : 1;
        whole = whole with { IsReadable = isReadable };
        if (known is not null)
            known.Process = whole;
        Found.Processes.Add(whole);
    }

    /// <summary>What is not in its line of /proc/PID/stat; null where it is gone.</summary>
    private InspectedProcess? ReadMore(int folder, InspectedProcess process)
    {
        ReadOnlySpan<byte> status = _text.Read(folder, "status\0"u8, out _);
        if (!StatusLines.TryUserId(status, out uint user))
            return null;
        if (!StatusLines.TryOwnId(status, out int ownId, out bool isElsewhere))
            ownId = process.Id;
        InspectedSignals? signals = _context.Wants(InspectionDetails.Signals) ? StatusLines.Signals(status) : null;
        return process with
        {
            UserId = user,
            OwnId = ownId,
            Signals = signals,
            Namespaces = NamespacesOf(folder, isElsewhere),
            Container = _context.Wants(InspectionDetails.Namespaces) ? ContainerName.Of(_text.Read(folder, "cgroup\0"u8, out _)) : null,
            CommandLine = _context.Wants(InspectionDetails.CommandLines) ? CommandLineOf(folder) : null,
        };
    }

    /// <summary>What was known, as the line of /proc/PID/stat has it now.</summary>
    private static InspectedProcess Renew(InspectedProcess known, InspectedProcess now) =>
        known with { ParentId = now.ParentId, State = now.State, Threads = now.Threads };

    private bool ReadMappings(int folder, InspectedProcess process, KnownProcess? known, bool isDue)
    {
        if (known is not null && !isDue && !_context.Known!.ReadsMappings)
        {
            Found.Ends.AddRange(known.Mappings);
            foreach (IpcObject one in known.Mapped)
                Found.Objects.TryAdd(one.Id, one);
            return known.AreMappingsReadable;
        }

        int first = Found.Ends.Count;
        bool isReadable = _mappings.Read(process.Id, folder, process.Namespaces.Ipc);
        if (known is null)
            return isReadable;
        known.Mappings = Found.Ends.From(first);
        known.Mapped = [.. known.Mappings.Select(end => Found.Objects.Find(end.Object, null!)).OfType<IpcObject>().Distinct()];
        known.AreMappingsReadable = isReadable;
        return isReadable;
    }

    /// <summary>Those that say what ids, addresses and pids mean always; each is a link to be read, but the PID namespace only where there is another.</summary>
    private ProcessNamespaces NamespacesOf(int folder, bool isElsewhere) => new(
        NamespaceOf(folder, "ns/ipc\0"u8),
        _context.Wants(InspectionDetails.Namespaces) ? NamespaceOf(folder, "ns/mnt\0"u8) : 0,
        _context.Wants(IpcKind.Socket) || _context.Wants(InspectionDetails.Namespaces) ? NamespaceOf(folder, "ns/net\0"u8) : 0,
        isElsewhere || _context.Wants(InspectionDetails.Namespaces) ? NamespaceOf(folder, "ns/pid\0"u8) : _context.Own.ProcessIds);

    private uint NamespaceOf(int folder, ReadOnlySpan<byte> name) =>
        ByteFields.TryBracketed(_text.Target(folder, name, out _), out ulong inode) ? (uint)inode : 0;

    private string? CommandLineOf(int folder)
    {
        ReadOnlySpan<byte> bytes = _text.Read(folder, "cmdline\0"u8, out _);
        bytes = ByteFields.TrimEnd(bytes[..Math.Min(bytes.Length, MostCommandLine)], 0);
        return bytes.IsEmpty ? null : ByteFields.Text(bytes).Replace('\0', ' ');
    }
}
