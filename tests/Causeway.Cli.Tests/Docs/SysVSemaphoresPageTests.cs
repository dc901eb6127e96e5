using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The code of docs/sysv-semaphores.md does what that says.</summary>
public sealed class SysVSemaphoresPageTests
{
    [Fact]
    public async Task Examples_DoWhatTheySay()
    {
        string file = Path.Combine(Path.GetTempPath(), $"causeway-docs-{Environment.ProcessId}-sysv-sem");
        await File.WriteAllTextAsync(file, "");
        SysVKey key = SysVKey.FromPath(file, id: 1);
        SysVSemaphoreSet set = SysVSemaphoreSet.Create(SysVKey.Private, [1]);
        try
        {
            SysVSemaphores.MoveBetweenCounters(file);
            SysVSemaphoreSet counters = SysVSemaphoreSet.Open(key);
            Assert.Equal([3, 1], counters.GetValues());
            Assert.Equal(counters, SysVSemaphores.ReplaceAbandoned(key));

            Assert.Equal(5, SysVSemaphores.Guard(set, () => set.GetValue(0) + 5));
            Assert.Equal(0, SysVSemaphores.Look(set));
            set.SetValue(0, 0);
            await SysVSemaphores.AwaitAllDoneAsync(set, CancellationToken.None);
        }
        finally
        {
            set.Delete();
            SysVSemaphoreSet.Delete(key);
            File.Delete(file);
        }
    }
}
