using System.Diagnostics;
using System.Globalization;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Connection;

/// <summary>Both sides of <c>--bench</c>: one asks and measures, the other answers. A message's first byte says what is to be done with it.</summary>
internal static class ConnectionBench
{
    /// <summary>Comes back as it is.</summary>
    private const byte Echo = (byte)'E';

    /// <summary>Is received, and that is all.</summary>
    private const byte Swallow = (byte)'S';

    /// <summary>Comes back once all before it were received.</summary>
    private const byte Confirm = (byte)'C';

    private const int AtOnce = 256;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>The answering side.</summary>
    public static int Answer(SharedConnection connection, CancellationToken token)
    {
        try
        {
            while (true)
            {
                using MessageLease message = connection.Receive(timeout: null, token);
                if (message.Length == 0 || message.Span[0] is not (Echo or Swallow or Confirm))
                    throw new IOException($"connection \"{connection.Name}\": the other side does not run with --bench");
                if (message.Span[0] != Swallow)
                    connection.Send(message.Span, timeout: null, token);
            }
        }
        catch (PeerClosedException)
        {
            return 0;
        }
    }

    /// <summary>The measuring side, which prints.</summary>
    public static int Measure(SharedConnection connection, bool json, CancellationToken token)
    {
        Meet(connection, token);
        Fact[][] rows =
        [
            RoundTrips(connection, 64, token),
            .. new[] { 64, 1024, 64 * 1024 }.Where(bytes => bytes <= connection.MaxMessageBytes).Select(bytes => OneWay(connection, bytes, token)),
        ];
        connection.CompleteSending();
        Print(rows, json);
        return 0;
    }

    private static void Meet(SharedConnection connection, CancellationToken token)
    {
        try
        {
            connection.Send([Confirm], s_patience, token);
            using MessageLease answer = connection.Receive(s_patience, token);
            if (answer.Span.SequenceEqual([Confirm]))
                return;
        }
        catch (Exception e) when (e is TimeoutException or PeerClosedException)
        {
            // It took the message for something else.
        }

        throw new IOException($"connection \"{connection.Name}\": the other side does not run with --bench");
    }

    private static Fact[] RoundTrips(SharedConnection connection, int bytes, CancellationToken token)
    {
        byte[] message = new byte[bytes];
        message[0] = Echo;
        _ = Times(s_warmUp);
        List<long> times = Times(s_round);
        times.Sort();
        return
        [
            new("what", "round trip"), new("bytes", bytes), new("perSecond", (long)(times.Count / s_round.TotalSeconds)), new("megabytesPerSecond", Value: null),
            new("p50Nanoseconds", Nanoseconds(times[times.Count / 2])), new("p99Nanoseconds", Nanoseconds(times[(int)(times.Count * 0.99)])),
        ];

        List<long> Times(TimeSpan duration)
        {
            List<long> taken = new(1 << 20);
            long start = Stopwatch.GetTimestamp();
            for (long before = start; Stopwatch.GetElapsedTime(start, before) < duration;)
            {
                connection.Send(message, timeout: null, token);
                connection.Receive(timeout: null, token).Dispose();
                long after = Stopwatch.GetTimestamp();
                taken.Add(after - before);
                before = after;
            }

            return taken;
        }
    }

    private static Fact[] OneWay(SharedConnection connection, int bytes, CancellationToken token)
    {
        byte[] message = new byte[bytes];
        message[0] = Swallow;
        _ = Send(s_warmUp, out _);
        long count = Send(s_round, out TimeSpan taken);
        double perSecond = count / taken.TotalSeconds;
        return
        [
            new("what", "one way"), new("bytes", bytes), new("perSecond", (long)perSecond), new("megabytesPerSecond", (long)(perSecond * bytes / 1e6)),
            new("p50Nanoseconds", Value: null), new("p99Nanoseconds", Value: null),
        ];

        long Send(TimeSpan duration, out TimeSpan elapsed)
        {
            long sent = 0;
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                for (int i = 0; i < AtOnce; i++)
                    connection.Send(message, timeout: null, token);
                sent += AtOnce;
            }

            connection.Send([Confirm], timeout: null, token);
            connection.Receive(timeout: null, token).Dispose();
            elapsed = Stopwatch.GetElapsedTime(start);
            return sent;
        }
    }

    private static long Nanoseconds(long ticks) => ticks * (1_000_000_000 / Stopwatch.Frequency);

    private static void Print(Fact[][] rows, bool json)
    {
        using Stream output = Console.OpenStandardOutput();
        if (json)
        {
            foreach (Fact[] row in rows)
                ObjectDescription.WriteObject(output, row);
            return;
        }

        using StreamWriter writer = new(output);
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"{"",-12}{"bytes",8}{"per second",14}{"MB/s",10}{"p50 ns",10}{"p99 ns",10}\n"));
        foreach (Fact[] row in rows)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{row[0].Text,-12}{row[1].Text,8}{row[2].Text,14}{row[3].Text,10}{row[4].Text,10}{row[5].Text,10}\n"));
    }
}
