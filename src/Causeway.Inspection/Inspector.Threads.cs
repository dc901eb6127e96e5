using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Causeway.Inspection;
using Causeway.Sys;

namespace Causeway;

/// <content>The threads of a process.</content>
public static partial class Inspector
{
    private const int PageBytes = 8 * 1024;

    /// <summary>The threads that a process has now, by id, each with its signals; empty where it has ended.</summary>
    /// <param name="process">Of a snapshot. Another process that has its pid by now is not looked at.</param>
    /// <exception cref="IOException">EMFILE, ENFILE: no descriptor is left to look with.</exception>
    public static unsafe ImmutableArray<InspectedThread> ThreadsOf(InspectedProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        using ProcText text = new();
        fixed (byte* path = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}\0")), tasks = "task\0"u8)
        {
            using RawDescriptor folder = new(LibC.openat(LibC.AT_FDCWD, path, LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out Errno error));
            OwnLimit.ThrowIfReached(error);
            if (!folder.IsOpen || !StatLine.TryParse(text.Read(folder.Number, "stat\0"u8, out _), out StatLine stat) || stat.StartTicks != process.StartTicks)
                return [];
            using RawDescriptor list = new(LibC.openat(folder.Number, tasks, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out error));
            OwnLimit.ThrowIfReached(error);
            if (!list.IsOpen)
                return [];
            List<InspectedThread> threads = [];
            byte* page = stackalloc byte[PageBytes];
            ProcDirectory entries = new(list.Number, page, PageBytes);
            while (entries.MoveNext())
            {
                if (entries.Number is var id and > 0 && ThreadAt(text, list.Number, id) is { } thread)
                    threads.Add(thread);
            }

            return [.. threads.OrderBy(static one => one.Id)];
        }
    }

    /// <summary>Null where it has ended.</summary>
    private static InspectedThread? ThreadAt(ProcText text, int list, int id)
    {
        if (!StatLine.TryParse(text.Read(list, NameOf(id, "stat"), out _), out StatLine stat))
            return null;
        string name = ByteFields.Text(stat.Command);
        char state = stat.State;
        return StatusLines.Signals(text.Read(list, NameOf(id, "status"), out _)) is { } signals ? new InspectedThread(id, name, state, signals.PendingForThread, signals.Blocked) : null;
    }

    private static byte[] NameOf(int thread, string file) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{thread}/{file}\0"));
}
