using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The code of docs/file-locks.md does what that says.</summary>
public sealed class FileLocksPageTests
{
    [Fact]
    public async Task Examples_DoWhatTheySay()
    {
        string file = Path.Combine(Path.GetTempPath(), $"causeway-docs-{Environment.ProcessId}-lock");
        try
        {
            Assert.True(FileLocking.OnlyOne(file));
            using RecordLock records = RecordLock.Open(file);
            FileLocking.Update(file, () =>
            {
                Assert.False(FileLocking.OnlyOne(file));
                Assert.Equal($"Flock Exclusive 0:end: {Environment.ProcessId}\n", FileLocking.WhoHasIt(file));
            });
            Assert.Null(FileLocking.WhoIsInTheWay(records));
            Assert.True(await FileLocking.TransferAsync(file, CancellationToken.None));
            using FileLockScope second = records.Lock(new FileRange(640, 64));
            Assert.False(await FileLocking.TransferAsync(file, CancellationToken.None));
            using RecordLock other = RecordLock.Open(file);
            Assert.Equal($"640:64 is Exclusive, by {Environment.ProcessId}", FileLocking.WhoIsInTheWay(other));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
