namespace Causeway.Tests.Processes;

/// <summary>Where a child's control group is made.</summary>
public sealed class ControlGroupTests
{
    [Theory]
    [InlineData("/", "/sys/fs/cgroup", "/", "/sys/fs/cgroup")]
    [InlineData("/", "/sys/fs/cgroup", "/user.slice/a b", "/sys/fs/cgroup/user.slice/a b")]
    [InlineData("/docker/1f", "/sys/fs/cgroup", "/docker/1f", "/sys/fs/cgroup")]
    [InlineData("/docker/1f", "/sys/fs/cgroup", "/docker/1f/inner", "/sys/fs/cgroup/inner")]
    [InlineData("/", @"/mnt/two\040words", "/x", "/mnt/two words/x")]
    public void Of_RootOfTheMount_IsNotPartOfThePath(string root, string mount, string group, string expected) =>
        Assert.Equal(expected, ControlGroupPath.Of([$"24 1 0:5 / /proc rw - proc proc rw", $"41 31 0:38 {root} {mount} rw,relatime - cgroup2 cgroup2 rw"], ["1:cpu:/", $"0::{group}"]));

    [Theory]
    [InlineData("/docker/1f", "/docker/1fe")]
    [InlineData("/docker/1f", "/other")]
    [InlineData("/", "/../other")]
    public void Of_GroupThatIsNotMounted_IsSaid(string root, string group)
    {
        PlatformNotSupportedException refused = Assert.Throws<PlatformNotSupportedException>(
            () => ControlGroupPath.Of([$"41 31 0:38 {root} /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw"], [$"0::{group}"]));
        Assert.Contains(group, refused.Message);
    }

    [Fact]
    public void Of_NoVersion2_SaysWhatToMount()
    {
        PlatformNotSupportedException refused = Assert.Throws<PlatformNotSupportedException>(() => ControlGroupPath.Of(["32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu"], ["1:cpu:/"]));
        Assert.Contains("mount -t cgroup2", refused.Message);
    }

    [ControlGroupFact]
    public void Dispose_SomebodyInIt_IsRemovedWhenTheNextIsMade()
    {
        ControlGroup first = ControlGroup.Create();
        string parent = ControlGroupPath.Own();
        using ChildProcess child = ChildProcess.Start("sleep", "1000");
        HashSet<string> before = [.. Directory.GetDirectories(parent)];
        string path = before.Single(path => IsLast(path) && File.ReadAllText(Path.Combine(path, "cgroup.procs")) == "");
        first.Add(child.Id);
        first.Dispose();
        Assert.True(Directory.Exists(path));
        child.Kill();
        child.WaitForExit();
        using (ControlGroup.Create())
            Assert.False(Directory.Exists(path));

        static bool IsLast(string path) => Path.GetFileName(path).StartsWith($"causeway-{Environment.ProcessId}-", StringComparison.Ordinal);
    }
}
