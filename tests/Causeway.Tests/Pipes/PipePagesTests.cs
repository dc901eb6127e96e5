using System.Globalization;

namespace Causeway.Tests.Pipes;

/// <summary>vmsplice(2) of pages that nobody can write to afterwards.</summary>
public sealed class PipePagesTests : IDisposable
{
    private const int Bytes = 300_001;
    private readonly AnonymousPipe _pipe = AnonymousPipe.Create();
    private readonly byte[] _received = new byte[Bytes];

    public void Dispose() => _pipe.Dispose();

    [Fact]
    public async Task WritePages_MoreThanFits_ArriveAsTheyWereFilled()
    {
        Task writing = Task.Factory.StartNew(() => _pipe.Writer.WritePages(Bytes, 3, Fill), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _pipe.Reader.ReadExactly(_received);
        await writing;
        ExpectFilled(3);

        ValueTask awaited = _pipe.Writer.WritePagesAsync(Bytes, 4, Fill);
        Assert.False(awaited.IsCompleted);
        await _pipe.Reader.ReadExactlyAsync(_received);
        await awaited;
        ExpectFilled(4);
        Assert.Equal(0, _pipe.Reader.BytesAvailable);
    }

    [Fact]
    public void WritePages_TeedAndSplicedOn_KeepTheirBytesAfterTheCall()
    {
        using AnonymousPipe second = AnonymousPipe.Create();
        using AnonymousPipe third = AnonymousPipe.Create();
        for (int seed = 1; seed <= 3; seed++)
            _pipe.Writer.WritePages(5000, seed, Fill);
        Assert.Equal(15_000, _pipe.Reader.TeeTo(second.Writer, 15_000));
        Assert.Equal(15_000, _pipe.Reader.SpliceTo(third.Writer, 15_000));
        byte[] expected = new byte[15_000];
        for (int seed = 1; seed <= 3; seed++)
            Fill(expected.AsSpan((seed - 1) * 5000, 5000), seed);
        byte[] received = new byte[15_000];
        second.Reader.ReadExactly(received);
        Assert.Equal(expected, received);
        third.Reader.ReadExactly(received);
        Assert.Equal(expected, received);
    }

    [Fact]
    public async Task WritePages_FullForTooLongOrNobodyReads_LeavesNoMapping()
    {
        // Never touched: it takes addresses alone.
        const int Much = 64 << 20;
        _pipe.Writer.Write(new byte[_pipe.Writer.CapacityBytes]);
        using CancellationTokenSource source = new();
        List<nint> mapped = [];
        Assert.Throws<TimeoutException>(() => _pipe.Writer.WritePages(Much, mapped, Remember, TimeSpan.FromMilliseconds(20)));
        Task waiting = _pipe.Writer.WritePagesAsync(Much, mapped, Remember, source.Token).AsTask();
        Assert.True(IsMapped(mapped[^1], Much));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Throws<InvalidOperationException>(() => _pipe.Writer.WritePages(Much, mapped, static (pages, starts) =>
        {
            Remember(pages, starts);
            throw new InvalidOperationException();
        }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _pipe.Writer.WritePages(0, 0, Fill));
        Assert.Equal(_pipe.Writer.CapacityBytes, _pipe.Reader.BytesAvailable);
        _pipe.Reader.Dispose();
        Assert.Equal(Errno.EPIPE, Assert.Throws<SyscallException>(() => _pipe.Writer.WritePages(Much, mapped, Remember)).Errno);
        Assert.Equal(4, mapped.Count);
        Assert.DoesNotContain(mapped, start => IsMapped(start, Much));
    }

    private static unsafe void Remember(Span<byte> pages, List<nint> starts)
    {
        fixed (byte* start = pages)
            starts.Add((nint)start);
    }

    /// <summary>Whether all of it belongs to mappings of this process; a part may be another's by now.</summary>
    private static bool IsMapped(nint start, int length)
    {
        long reached = start;
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] bounds = line[..line.IndexOf(' ', StringComparison.Ordinal)].Split('-');
            long from = long.Parse(bounds[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (from <= reached)
                reached = Math.Max(reached, long.Parse(bounds[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }

        return reached >= start + length;
    }

    private static void Fill(Span<byte> pages, int seed)
    {
        for (int i = 0; i < pages.Length; i++)
            pages[i] = (byte)((i * 7) + seed);
    }

    private void ExpectFilled(int seed)
    {
        byte[] expected = new byte[Bytes];
        Fill(expected, seed);
        Assert.True(expected.AsSpan().SequenceEqual(_received));
    }
}
