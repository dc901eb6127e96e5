using Causeway.Tests;

namespace Causeway.Inspection.Tests.Reading;

public sealed class ManyLocksTests
{
    [Fact]
    public void Take_MoreLocksThanAPageOfTheList_AreAllThereOnce()
    {
        const int Count = 300;
        using TestDirectory directory = new();
        using RecordLock file = RecordLock.Create(directory.PathOf("many"));
        List<FileLockScope> held = [.. Enumerable.Range(0, Count).Select(number => file.Lock(new FileRange(number * 10, 5)))];
        InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { Kinds = IpcKinds.Of(IpcKind.FileLock) });
        FileLockObject found = Assert.Single(snapshot.Objects.OfType<FileLockObject>(), one => one.Name == directory.PathOf("many"));
        Assert.Equal(Enumerable.Range(0, Count).Select(static number => new FileRange(number * 10, 5)), found.Locks.Select(static one => one.Range).OrderBy(static range => range.Start));
        held.ForEach(static one => one.Dispose());
    }
}
