namespace Causeway.Inspection.Tests.Changes;

public sealed class SnapshotDiffTests
{
    private static readonly InspectionOptions s_own = new() { ProcessIds = [Environment.ProcessId], Kinds = IpcKinds.Of(IpcKind.Pipe, IpcKind.EventCounter), Details = InspectionDetails.Contents };

    [Fact]
    public void Between_PipeMadeFilledAndClosed_TellsEach()
    {
        InspectionSnapshot without = Inspector.Take(s_own);
        InspectionSnapshot empty, full;
        IpcObjectId id;
        using (AnonymousPipe pipe = AnonymousPipe.Create())
        {
            empty = Inspector.Take(s_own);
            id = empty.Ends.Single(end => end.Descriptor == pipe.Reader.Descriptor.Number).Object.Id;
            pipe.Writer.Write("abc"u8);
            full = Inspector.Take(s_own);
        }

        InspectionSnapshot gone = Inspector.Take(s_own);
        Assert.Equal([InspectionChangeKind.ObjectAppeared, InspectionChangeKind.EndAppeared, InspectionChangeKind.EndAppeared], Kinds(without, empty, id));
        InspectionChange change = Assert.Single(SnapshotDiff.Between(empty, full), one => one.Object?.Id == id);
        Assert.Equal((0, 3), (((PipeObject)change.Before!).WaitingBytes, ((PipeObject)change.Object!).WaitingBytes));
        Assert.Equal([InspectionChangeKind.EndGone, InspectionChangeKind.EndGone, InspectionChangeKind.ObjectGone], Kinds(full, gone, id));
        Assert.DoesNotContain(SnapshotDiff.Between(full, full), one => one.Object?.Id == id);
    }

    [Fact]
    public async Task WatchAsync_PipeMadeMeanwhile_IsTold()
    {
        using CancellationTokenSource source = new();
        await using IAsyncEnumerator<InspectionChange> changes = Inspector.WatchAsync(s_own, TimeSpan.FromMilliseconds(20), source.Token).GetAsyncEnumerator();
        List<AnonymousPipe> pipes = [AnonymousPipe.Create()];
        try
        {
            // Made before the first look it is none: another is made until one comes after it.
            Task<bool> next = changes.MoveNextAsync().AsTask();
            while (await Task.WhenAny(next, Task.Delay(50)) != next)
                pipes.Add(AnonymousPipe.Create());
            Assert.True(await next);
        }
        finally
        {
            pipes.ForEach(static one => one.Dispose());
        }

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await changes.MoveNextAsync())
            {
            }
        });
    }

    [Fact]
    public void WatchAsync_IntervalOutOfRange_IsRefused()
    {
        foreach (TimeSpan interval in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromTicks(9999), TimeSpan.FromDays(25), TimeSpan.MaxValue])
            Assert.Throws<ArgumentOutOfRangeException>("interval", () => Inspector.WatchAsync(interval: interval));
    }

    private static InspectionChangeKind[] Kinds(InspectionSnapshot before, InspectionSnapshot after, IpcObjectId id) =>
        [.. SnapshotDiff.Between(before, after).Where(one => one.Object?.Id == id).Select(static one => one.Kind)];
}
