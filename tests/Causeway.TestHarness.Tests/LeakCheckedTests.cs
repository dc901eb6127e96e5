using System.IO.MemoryMappedFiles;
using System.Reflection;

namespace Causeway.TestHarness.Tests;

/// <summary>Leaks on purpose, looks for it, and mends it before the assembly's check looks.</summary>
public sealed class LeakCheckedTests
{
    private readonly string _path = Path.Combine(TestRoom.TempFolder, "leak");

    [Fact]
    public void Check_NothingLeft_IsSilent()
    {
        HashSet<string> before = KernelState.Read();
        using (Peer peer = Peer.Start(new ChildProcessOptions("cat")))
            peer.CloseInput();
        Assert.Empty(Leftovers.Await(now => now.Except(before)));
    }

    [Fact]
    public void Check_PipeLeftOpen_NamesBothDescriptors()
    {
        string[] left = LeftBy(static () => AnonymousPipe.Create());
        Assert.Equal(2, left.Count(static one => one.StartsWith("descriptor ", StringComparison.Ordinal) && one.Contains("pipe:[", StringComparison.Ordinal)));
    }

    [Fact]
    public void Check_FileLeft_IsNamed()
    {
        string[] left = LeftBy(() => new RemovedFile(_path));
        Assert.Contains($"file {_path}", left);
    }

    [Fact]
    public void Check_MappingLeft_IsNamed()
    {
        using var file = new RemovedFile(_path);
        string[] left = LeftBy(() => new MappedView(MemoryMappedFile.CreateFromFile(_path, FileMode.Open, mapName: null, 4096)));
        Assert.Contains(left, one => one.StartsWith("mapping ", StringComparison.Ordinal) && one.EndsWith(_path, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_SharedMemoryObjectLeft_IsNamed()
    {
        string path = $"/dev/shm/causeway-{Environment.ProcessId}-leak";
        string[] left = LeftBy(() => new RemovedFile(path));
        Assert.Contains($"object {path}", left);
    }

    [Fact]
    public void Check_ChildLeftRunning_IsNamed()
    {
        int processId = 0;
        string[] left = LeftBy(() =>
        {
            Peer peer = Peer.Start(new ChildProcessOptions("cat"));
            processId = peer.Process.Id;
            return peer;
        });
        Assert.Contains(left, one => one.StartsWith($"child {processId}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Attribute_SomethingLeftByTheTestBefore_FailsTheNextAndNamesBoth()
    {
        var leaving = new LeakCheckedAttribute();
        MethodInfo method = typeof(LeakCheckedTests).GetMethod(nameof(Check_NothingLeft_IsSilent))!;
        leaving.Before(method);
        TimeSpan usual = Leftovers.Watchdog;
        using (new RemovedFile(_path))
        {
            try
            {
                Leftovers.Watchdog = TimeSpan.Zero;
                LeftoverException failure = Assert.Throws<LeftoverException>(() => new LeakCheckedAttribute().Before(method));
                Assert.Contains(nameof(Check_NothingLeft_IsSilent), failure.Message, StringComparison.Ordinal);
                Assert.Contains(_path, failure.Message, StringComparison.Ordinal);
            }
            finally
            {
                Leftovers.Watchdog = usual;
            }
        }

        new LeakCheckedAttribute().Before(method);
    }

    /// <summary>What the check says after something was left; disposed before this returns.</summary>
    private static string[] LeftBy(Func<IDisposable> leave)
    {
        HashSet<string> before = KernelState.Read();
        using IDisposable leak = leave();
        return Leftovers.Await(now => now.Except(before), watchdog: TimeSpan.Zero);
    }

    private sealed class RemovedFile : IDisposable
    {
        private readonly string _path;

        public RemovedFile(string path)
        {
            _path = path;
            File.WriteAllBytes(path, new byte[4096]);
        }

        public void Dispose() => File.Delete(_path);
    }
}
