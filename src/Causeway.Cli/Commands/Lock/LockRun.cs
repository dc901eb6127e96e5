using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Lock;

/// <summary><c>causeway lock run</c>, which is also what <c>causeway lock FILE</c> does.</summary>
internal static class LockRun
{
    /// <summary>The command's descriptor with --inherit: the first after the standard ones.</summary>
    private const int InheritedDescriptor = 3;

    private static readonly VerbOption s_shared = new("--shared", Value: null, "keep out exclusive locks alone");
    private static readonly VerbOption s_timeout = new("--timeout", "TIME", "how long to wait for the lock: 2, 500ms, 1m; 124 when it passes");
    private static readonly VerbOption s_try = new("--try", Value: null, "do not wait: 1 where somebody has the lock");
    private static readonly VerbOption s_record = new("--record", Value: null, "a POSIX record lock, as lockf(3) takes it");
    private static readonly VerbOption s_ofd = new("--ofd", Value: null, "a record lock of the open file description");
    private static readonly VerbOption s_range = new("--range", "START:LENGTH", "these bytes of a record lock, START: for all from there; --ofd unless --record is given");
    private static readonly VerbOption s_inherit = new("--inherit", Value: null, "CMD has the locked file as descriptor 3, and the lock lasts until all have closed it");

    public static readonly Verb Verb = new("run", ["FILE"], "Runs CMD while FILE is locked, as flock(1) does and with the same lock.",
        [s_shared, s_timeout, s_try, s_record, s_ofd, s_range, s_inherit, CommonOptions.Mode], Run)
    {
        RunsCommand = true,
        Notes =
            """
            The lock is causeway's own: it is gone when CMD has ended, whatever CMD left running, and when causeway is killed.
            With --inherit it is CMD's too: it lasts until the last process that inherited descriptor 3 has ended or closed it.
            flock(2), which is taken unless --record, --ofd or --range is given, and record locks do not see each other.
            """,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        if (arguments.Command is not { } command)
            throw new UsageException("-- CMD is missing: what is to run while the file is locked");
        arguments.AllowOneOf(s_try, s_timeout);
        arguments.AllowOneOf(s_record, s_ofd);
        arguments.AllowOneOf(s_record, s_inherit);
        FileLockMode mode = arguments.Has(s_shared) ? FileLockMode.Shared : FileLockMode.Exclusive;
        TimeSpan? timeout = arguments.Has(s_try) ? TimeSpan.Zero : arguments.Duration(s_timeout);
        FileRange? range = RangeOf(arguments);
        CommandLookup.Check(command[0]);
        try
        {
            if (range is { } bytes)
                return RunWithRecord(arguments, bytes, mode, timeout, command, interruption);
            FileLock held = FileLock.Acquire(arguments.Operands[0], mode, timeout, CommonOptions.ModeOf(arguments), interruption.Token);
            return RunHolding(held, held.Descriptor, arguments, command, interruption);
        }
        catch (TimeoutException) when (arguments.Has(s_try))
        {
            throw new NothingThereException($"{arguments.Operands[0]} is locked; causeway lock ls {arguments.Operands[0]} shows by whom");
        }
    }

    private static int RunWithRecord(
        VerbArguments arguments, FileRange range, FileLockMode mode, TimeSpan? timeout, IReadOnlyList<string> command, Interruption interruption)
    {
        RecordLockKind kind = arguments.Has(s_record) ? RecordLockKind.Posix : RecordLockKind.OpenFileDescription;
        RecordLock records = RecordLock.OpenOrCreate(arguments.Operands[0], kind, CommonOptions.ModeOf(arguments));
        records.Lock(range, mode, timeout, interruption.Token);
        return RunHolding(records, records.Descriptor, arguments, command, interruption);
    }

    private static int RunHolding(
        IDisposable held, System.Runtime.InteropServices.SafeHandle descriptor, VerbArguments arguments, IReadOnlyList<string> command, Interruption interruption)
    {
        ChildProcessOptions options = new(command[0], command.Skip(1));
        bool inherited = arguments.Has(s_inherit);
        if (inherited)
            options.Descriptors[InheritedDescriptor] = descriptor;
        using RunningCommand running = RunningCommand.Start(options);
        int exitCode = running.WaitForExitCode(interruption);

        // Disposing would take the lock from those who inherited it: then it goes with the last descriptor alone.
        if (!inherited)
            held.Dispose();
        return exitCode;
    }

    private static FileRange? RangeOf(VerbArguments arguments)
    {
        if (arguments.Text(s_range) is not { } text)
            return arguments.Has(s_record) || arguments.Has(s_ofd) ? FileRange.All : null;
        if (text.Split(':') is [var first, var count] && VerbArguments.TryNumber(first, out long start) && start >= 0)
        {
            if (count == "")
                return FileRange.From(start);
            if (VerbArguments.TryNumber(count, out long length) && length > 0 && length - 1 <= long.MaxValue - start)
                return new FileRange(start, length);
        }

        throw new UsageException($"{s_range.Name} {text}: a first byte and a number of bytes are needed, such as 0:16, or 16: for all from there");
    }
}
