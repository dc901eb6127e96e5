namespace Causeway.TestHarness;

/// <summary>Where a run's tests work: a temp folder of their own, and whether the machine's IPC objects are theirs alone.</summary>
public static class TestRoom
{
    /// <summary>The folder that Path.GetTempPath names in this process and its children; it goes with the process.</summary>
    public static string TempFolder { get; } = Directory.CreateTempSubdirectory("causeway-test-").FullName;

    /// <summary>Whether <c>./test</c> runs this in IPC and mount namespaces of its own, so that every kernel object is of these tests.</summary>
    public static bool IsPrivate { get; } = Environment.GetEnvironmentVariable("CAUSEWAY_TEST_PRIVATE") == "1";

    /// <summary>Points the process to the folder; once.</summary>
    internal static void Enter()
    {
        if (Environment.GetEnvironmentVariable("TMPDIR") == TempFolder)
            return;
        Environment.SetEnvironmentVariable("TMPDIR", TempFolder);
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => Directory.Delete(TempFolder, recursive: true);
    }
}
