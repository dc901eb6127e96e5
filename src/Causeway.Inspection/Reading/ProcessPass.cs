using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Reads all processes, with as many threads as it was told. The threads share nothing but the next process's number.</summary>
internal static unsafe class ProcessPass
{
    /// <summary>A thread costs as much as so many processes.</summary>
    private const int ProcessesPerThread = 128;
    private const int MostThreads = 4;

    /// <summary>What each thread found.</summary>
    /// <exception cref="IOException">/proc is not mounted.</exception>
    public static Findings[] Run(InspectionContext context)
    {
        int[] processes = context.Options.ProcessIds is { } wanted ? [.. wanted.Distinct()] : All();
        int threads = context.Options.Threads ?? Math.Min(Environment.ProcessorCount, MostThreads);
        threads = Math.Clamp(processes.Length / ProcessesPerThread, 1, threads);
        Findings[] found = new Findings[threads];
        int next = -1;
        Parallel(threads, worker =>
        {
            using ProcessReader reader = new(context);
            while (Interlocked.Increment(ref next) is var index && index < processes.Length)
                reader.Read(processes[index]);
            found[worker] = reader.Found;
        });
        return found;
    }

    /// <summary>The pids that /proc lists.</summary>
    public static int[] All()
    {
        fixed (byte* path = "/proc\0"u8)
        {
            using RawDescriptor folder = new(LibC.openat(LibC.AT_FDCWD, path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out Errno error));
            if (!folder.IsOpen)
                throw SyscallFailure.Opening("open", "/proc", error, "mount it: mount -t proc none /proc");
            List<int> processes = [];
            byte* page = stackalloc byte[8192];
            ProcDirectory entries = new(folder.Number, page, 8192);
            while (entries.MoveNext())
            {
                if (entries.Number is var number and > 0)
                    processes.Add(number);
            }

            return [.. processes];
        }
    }

    private static void Parallel(int threads, Action<int> body)
    {
        Exception? failure = null;
        Thread[] others = new Thread[threads - 1];
        for (int index = 0; index < others.Length; index++)
        {
            int worker = index + 1;
            others[index] = new Thread(() => Guard(worker)) { IsBackground = true, Name = "causeway inspection" };
            others[index].Start();
        }

        Guard(0);
        foreach (Thread other in others)
            other.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);

        void Guard(int worker)
        {
            try
            {
                body(worker);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }
    }
}
