using System.Globalization;

namespace Causeway.Messaging.Tests.Hostile;

/// <summary>A process that uses connections to hostile peers in every way, several at the same time, and leaves nothing behind.</summary>
internal sealed class HostileTarget(string name, SharedConnectionListener? listener, string kind, int seed)
{
    private const int Workers = 3;
    private const int Warm = 50;
    private readonly SharedConnectionOptions _options = OptionsOf(kind) with { RingBytes = 0, Spin = seed % 2 == 0 ? TimeSpan.Zero : null };
    private volatile bool _isOver;
    private int _connections;
    private Exception? _failure;

    /// <summary>The process: socket, listen or connect, messages or typed or stream or pipe, seed.</summary>
    public static int Live(string[] arguments)
    {
        WarmUp();
        int descriptors = OpenDescriptors.Count();
        using (SharedConnectionListener? listener = arguments[1] == "listen" ? SharedConnectionListener.Listen(arguments[0], OptionsOf(arguments[2])) : null)
        {
            HostileTarget target = new(arguments[0], listener, arguments[2], int.Parse(arguments[3], CultureInfo.InvariantCulture));
            DeadlineWatch watch = new();
            Thread[] workers = [.. Enumerable.Range(0, Workers).Select(number => new Thread(() => target.Work(number, watch)))];
            Array.ForEach(workers, static worker => worker.Start());
            Console.WriteLine("ready");
            Console.ReadLine();
            target._isOver = true;
            Array.ForEach(workers, static worker => worker.Join());
            if (target._failure is not null)
            {
                Console.Error.WriteLine(target._failure);
                return 1;
            }

            Console.WriteLine($"connections {target._connections}, calls {watch.Calls}, the longest of them {watch.Longest.TotalMilliseconds:F0} ms; ended by {HostileHalf.Ends}");
        }

        // The reactor lets go of what was closed a moment later, at the first count too.
        if (SpinWait.SpinUntil(() => OpenDescriptors.Count() <= descriptors && CountMapped() == 0, Watchdog.Limit))
            return 0;
        Console.Error.WriteLine($"{OpenDescriptors.Count() - descriptors} descriptors and {CountMapped()} mappings are left: {string.Join(", ", Directory.EnumerateFiles("/proc/self/fd").Select(static one => new FileInfo(one).LinkTarget))}");
        return 1;
    }

    private static int CountMapped() => File.ReadLines("/proc/self/maps").Count(static line => line.Contains("/memfd:causeway", StringComparison.Ordinal));

    /// <summary>What stays open once it was used.</summary>
    private static void WarmUp()
    {
        Console.Out.Flush();
        Console.Error.Flush();
        _ = Console.In;
        string name = $"@causeway-warm-{Environment.ProcessId}";
        using var listener = SharedConnectionListener.Listen(name);
        using var one = SharedConnection.Connect(name);
        using SharedConnection two = listener.Accept();
        using GuardPages guards = new();
        DeadlineWatch watch = new();
        new HostileCalls(two, watch, seed: 0).ReceiveAll(Warm);
        new HostileCalls(one, watch, seed: 0).SendAll(Warm);
    }

    private void Work(int number, DeadlineWatch watch)
    {
        Random random = new((seed * Workers) + number);
        try
        {
            // One at least: a connection that was made may not have come here before all was over.
            while (!_isOver || Volatile.Read(ref _connections) == 0)
            {
                using SharedConnection? connection = Meet();
                if (connection is null)
                    continue;
                Interlocked.Increment(ref _connections);
                using GuardPages guards = new();
                (Action send, Action receive) = CallsOn(connection, watch, random.Next());
                Thread sending = new(() => Run(send));
                sending.Start();
                Run(receive);
                sending.Join();
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private (Action Send, Action Receive) CallsOn(SharedConnection connection, DeadlineWatch watch, int callSeed)
    {
        if (kind == "messages")
        {
            HostileCalls calls = new(connection, watch, callSeed);
            return (() => calls.SendAll(int.MaxValue), () => calls.ReceiveAll(int.MaxValue));
        }

        if (kind == "typed")
        {
            HostileTypedCalls calls = new(connection, watch, callSeed);
            return (calls.SendAll, calls.ReceiveAll);
        }

        HostileStreamCalls bytes = new(connection, watch, callSeed, isPipe: kind == "pipe");
        return (bytes.WriteAll, bytes.ReadAll);
    }

    private static SharedConnectionOptions OptionsOf(string kind) => new() { Mode = kind is "messages" or "typed" ? SharedConnectionMode.Messages : SharedConnectionMode.Stream };

    private void Run(Action calls)
    {
        try
        {
            calls();
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private SharedConnection? Meet()
    {
        try
        {
            return listener?.Accept(TimeSpan.FromMilliseconds(100)) ?? SharedConnection.Connect(name, _options, TimeSpan.FromSeconds(1));
        }
        catch (Exception e) when (e is TimeoutException or ConnectionRefusedException or ProtocolViolationException || (e is SyscallException { Errno: var errno } && (errno == Errno.ENOENT || errno == Errno.ECONNREFUSED || errno == Errno.ECONNRESET)))
        {
            return null;
        }
    }
}
