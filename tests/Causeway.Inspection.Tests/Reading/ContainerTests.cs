using System.Globalization;
using Causeway.Tests.Processes;

namespace Causeway.Inspection.Tests.Reading;

/// <summary>Real control groups, called as the engines of containers call theirs.</summary>
public sealed class ContainerTests
{
    [ControlGroupFact]
    public void Take_ProcessInAGroupOfAContainer_HasItsName()
    {
        string id = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
        string machine = $"machine-test\\x2d{Environment.ProcessId}.scope";
        using ChildProcess child = ChildProcess.Start("sleep", "1000");
        try
        {
            Assert.Equal(id[..12], NameIn(child, $"docker-{id}.scope"));
            Assert.Equal(id[..12], NameIn(child, $"libpod-{id}.scope/container"));
            Assert.Equal($"test-{Environment.ProcessId}", NameIn(child, $"{machine}/payload"));
            Assert.Null(NameIn(child, $"causeway-test-{id}.slice"));
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }
    }

    /// <summary>Makes the group, moves the child there, looks, and puts everything back.</summary>
    private static string? NameIn(ChildProcess child, string group)
    {
        string own = ControlGroupPath.Own();
        string path = Directory.CreateDirectory(Path.Combine(own, group)).FullName;
        try
        {
            MoveTo(path, child.Id);
            return Inspector.Take(new InspectionOptions { ProcessIds = [child.Id], Details = InspectionDetails.Namespaces }).FindProcess(child.Id)!.Container;
        }
        finally
        {
            MoveTo(own, child.Id);
            for (; path != own; path = Path.GetDirectoryName(path)!)
                Directory.Delete(path);
        }
    }

    private static void MoveTo(string path, int process) => File.WriteAllText(Path.Combine(path, "cgroup.procs"), process.ToString(CultureInfo.InvariantCulture));
}
