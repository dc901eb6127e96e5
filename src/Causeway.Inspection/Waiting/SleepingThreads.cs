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
                ReadOne(process, new ThreadFiles(_text, LibC.AT_FDCWD, "/proc/", process.Id), process.Id);
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
                    ReadOne(process, new ThreadFiles(_text, folder.Number, "", thread), thread);
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

    private void ReadOne(InspectedProcess process, ThreadFiles files, int thread)
    {
        ReadOnlySpan<byte> text = files.Read("syscall", out Errno error);
        if (error == Errno.EACCES || error == Errno.EPERM)
            Refused.Add(process.Id);
        else if (error == Errno.ENOENT && process.Id == Environment.ProcessId)
            IsMissing = true;

        // What dies, or is stopped, waits for nothing of its own; the call of what is stopped is still told.
        if (!SyscallLine.TryParse(text, out SyscallLine line) || line.Stack == 0 || line.Number < 0)
            return;
        if (ThreadHalt.KindOf(files, out char state, out ReadOnlySpan<byte> channel) != HaltKind.None)
            return;
        WaitCall? call = line.IsNarrow ? null : WaitCall.Find(line.Number);
        bool isElsewhere = state == 'D' && call is { MayWaitForFile: false };
        bool isKnown = call is { Sort: not (WaitSort.Other or WaitSort.Open) } && !isElsewhere;
        Found.Add(new SleepingThread(process, thread, line, isElsewhere, isKnown ? "" : ChannelOf(files, channel is [(byte)'0'] ? "" : ByteFields.Text(channel))));
    }

    /// <summary>Where in the kernel: by the stack where that may be read, which takes root; else its innermost function, if the kernel does not hide that.</summary>
    private static string ChannelOf(ThreadFiles files, string innermost) => KernelStack.Describe(files.Read("stack")) ?? innermost;
}
