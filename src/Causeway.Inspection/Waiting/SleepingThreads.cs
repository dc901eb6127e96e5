using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <summary>Finds the threads that sleep, of one process after another. One thread.</summary>
internal sealed unsafe class SleepingThreads : IDisposable
{
    private const int PageBytes = 8 * 1024;

    private readonly ProcText _text = new();
    private byte* _page = (byte*)NativeMemory.Alloc(PageBytes);

    /// <summary>What was found.</summary>
    public List<SleepingThread> Found { get; } = [];

    /// <summary>The process of each thread that there is.</summary>
    public Dictionary<int, int> ProcessOf { get; } = [];

    /// <summary>Processes that this user may not ask.</summary>
    public HashSet<int> Refused { get; } = [];

    /// <summary>Whether the kernel was built without /proc/PID/syscall.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>Looks at a process's threads; nothing where it has gone.</summary>
    public void Read(InspectedProcess process)
    {
        // Most have one thread, which needs no directory to be listed.
        if (process.Threads == 1)
        {
            ProcessOf[process.Id] = process.Id;
            if (process.State != 'R')
                ReadOne(process, LibC.AT_FDCWD, process.Id);
            return;
        }

        Span<byte> path = stackalloc byte[32];
        _ = Utf8.TryWrite(path, CultureInfo.InvariantCulture, $"/proc/{process.Id}/task\0", out _);
        fixed (byte* name = path)
        {
            using RawDescriptor folder = new(LibC.openat(LibC.AT_FDCWD, name, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out _));
            if (!folder.IsOpen)
                return;
            ProcDirectory entries = new(folder.Number, _page, PageBytes);
            while (entries.MoveNext())
            {
                if (entries.Number is not (var thread and > 0))
                    continue;
                ProcessOf[thread] = process.Id;
                if (!Refused.Contains(process.Id))
                    ReadOne(process, folder.Number, thread);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        NativeMemory.Free(_page);
        _page = null;
    }

    private void ReadOne(InspectedProcess process, int folder, int thread)
    {
        ReadOnlySpan<byte> text = Read(folder, thread, "syscall", out Errno error);
        if (error == Errno.EACCES || error == Errno.EPERM)
            Refused.Add(process.Id);
        else if (error == Errno.ENOENT && process.Id == Environment.ProcessId)
            IsMissing = true;

        // What dies, or is stopped, waits for nothing of its own; the call of what is stopped is still told.
        if (!SyscallLine.TryParse(text, out SyscallLine line) || line.Stack == 0 || line.Number < 0 || ThreadHalt.Read(_text, process.Id, thread).Kind != HaltKind.None)
            return;
        bool isKnown = !line.IsNarrow && WaitCall.Find(line.Number) is { Sort: not (WaitSort.Other or WaitSort.Open) };
        Found.Add(new SleepingThread(process, thread, line, isKnown ? "" : ChannelOf(folder, thread)));
    }

    /// <summary>Where in the kernel: by the stack where that may be read, which takes root; else its innermost function, if the kernel does not hide that.</summary>
    private string ChannelOf(int folder, int thread)
    {
        if (KernelStack.Describe(Read(folder, thread, "stack", out _)) is { } functions)
            return functions;
        ReadOnlySpan<byte> channel = Read(folder, thread, "wchan", out _);
        return channel is [(byte)'0'] ? "" : ByteFields.Text(channel);
    }

    /// <summary>A file of a thread, in the open directory of a process's threads or from the root of /proc.</summary>
    private ReadOnlySpan<byte> Read(int folder, int thread, string file, out Errno error)
    {
        Span<byte> name = stackalloc byte[48];
        _ = folder == LibC.AT_FDCWD
            ? Utf8.TryWrite(name, CultureInfo.InvariantCulture, $"/proc/{thread}/{file}\0", out _)
            : Utf8.TryWrite(name, CultureInfo.InvariantCulture, $"{thread}/{file}\0", out _);
        fixed (byte* start = name)
            return _text.Read(folder, start, out error);
    }
}
