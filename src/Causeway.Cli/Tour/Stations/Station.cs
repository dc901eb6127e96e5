using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Causeway.Cli.Tour.Stations;

/// <summary>One station: a channel, a second process at its other end, the file through it, and a verdict.</summary>
/// <param name="mechanism">The mechanism.</param>
/// <param name="path">The file.</param>
/// <param name="progress">Told the number of bytes sent so far.</param>
internal sealed class Station(IMechanism mechanism, string path, Action<long> progress)
{
    private long _bytes;
    private long _messages;
    private TimeSpan _elapsed;
    private string? _digest;

    /// <summary>Goes through it, on a thread of its own: a mechanism that blocks its thread must not take one that others need.</summary>
    /// <param name="interrupted">Ends it early.</param>
    public Task<StationResult> VisitAsync(CancellationToken interrupted) =>
        Task.Factory.StartNew(() => RunAsync(interrupted), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    private async Task<StationResult> RunAsync(CancellationToken interrupted)
    {
        try
        {
            using ISender? sender = TryCreate(out StationResult? unavailable);
            if (sender is null)
                return unavailable!;
            using SecondProcess? second = TryStart(sender, interrupted, out unavailable);
            return second is null ? unavailable! : await CarryAsync(sender, second, interrupted);
        }
        catch (Exception e)
        {
            return Result(Verdict.Failed, Failure.Describe(e));
        }
    }

    private ISender? TryCreate(out StationResult? unavailable)
    {
        unavailable = null;
        try
        {
            return mechanism.CreateSender();
        }
        catch (Exception e) when (Failure.MeansUnavailable(e))
        {
            unavailable = Result(Verdict.Unavailable, Failure.Describe(e));
            return null;
        }
    }

    private SecondProcess? TryStart(ISender sender, CancellationToken interrupted, out StationResult? unavailable)
    {
        unavailable = null;
        try
        {
            return SecondProcess.Start(mechanism, sender, interrupted);
        }
        catch (Exception e) when (Failure.MeansUnavailable(e))
        {
            unavailable = Result(Verdict.Unavailable, Failure.Describe(e));
            return null;
        }
    }

    private async Task<StationResult> CarryAsync(ISender sender, SecondProcess second, CancellationToken interrupted)
    {
        try
        {
            await sender.ConnectAsync(second.Lifetime);
            long start = Stopwatch.GetTimestamp();
            await SendAllAsync(sender, second.Lifetime);
            second.Tell(_digest!);
            TourReport? report = await second.ReadReportAsync(interrupted);
            _elapsed = Stopwatch.GetElapsedTime(start);
            ChildExitStatus status = await second.WaitForExitAsync(interrupted);
            return report is null ? Result(Verdict.Failed, Ended(status, second)) : Judge(report, status);
        }
        catch (Exception) when (interrupted.IsCancellationRequested)
        {
            return Result(Verdict.Interrupted, $"interrupted {Where()}");
        }
        catch (Exception e)
        {
            return Result(Verdict.Failed, Explain(e, second));
        }
    }

    private async Task SendAllAsync(ISender sender, CancellationToken token)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        byte[] block = new byte[sender.BlockBytes];

        // Read on this thread: a blocking mechanism then stays on it from beginning to end.
        while (file.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) is var count and > 0)
        {
            token.ThrowIfCancellationRequested();
            hash.AppendData(block, 0, count);
            await sender.SendAsync(block.AsMemory(0, count), token);
            _bytes += count;
            _messages++;
            progress(_bytes);
        }

        await sender.CompleteAsync(token);
        _digest = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private StationResult Judge(TourReport report, ChildExitStatus status)
    {
        if (report.Bytes != _bytes)
            return Mismatch($"{_bytes} bytes were sent and {report.Bytes} came");
        if (report.Sha256 != _digest || !report.Matched)
            return Mismatch($"SHA-256 {_digest} was sent and {report.Sha256} came");
        if (mechanism.KeepsMessages && report.Messages != _messages)
            return Mismatch($"{_messages} messages were sent and {report.Messages} came");
        return status.IsSuccess ? Result(Verdict.Match, reason: null) : Result(Verdict.Failed, $"the second process ended with {status} after its report");
    }

    /// <summary>A send fails because the second process is gone, or for a reason of its own: its exit tells.</summary>
    private string Explain(Exception exception, SecondProcess second)
    {
        (ChildExitStatus status, bool killed) = second.Abandon();
        return killed || status.ExitCode == TourReceiver.Orphaned ? $"{Failure.Describe(exception)} ({Where()})" : Ended(status, second);
    }

    private string Ended(ChildExitStatus status, SecondProcess second)
    {
        string how = status.Signal is { } signal ? $"was killed by {signal}" : $"ended with {status}{SignalOf(status.ExitCode)}";
        string errors = second.Errors();
        return $"the second process {how} {Where()}{(errors.Length > 0 ? $"; it said: {errors}" : "")}";
    }

    /// <summary>.NET turns SIGTERM, SIGINT and SIGQUIT into an exit with 128 and the number, as shells do.</summary>
    private static string SignalOf(int? exitCode) => exitCode is 129 or 130 or 131 or 143 ? $" ({new Signal(exitCode.Value - 128)})" : "";

    private string Where() => string.Create(CultureInfo.InvariantCulture, $"after {_bytes} bytes were sent");

    private StationResult Mismatch(string reason) => Result(Verdict.Mismatch, reason);

    private StationResult Result(Verdict verdict, string? reason) => new(mechanism, verdict, _bytes, _messages, _elapsed, _digest, reason);
}
