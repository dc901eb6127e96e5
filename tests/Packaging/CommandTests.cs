using System.Runtime.InteropServices;

namespace Packaging.Tests;

public sealed class CommandTests
{
    [Fact]
    public void Command_InstalledAsATool_AnswersAndTours()
    {
        _ = Workshop.Packages;
        Workshop.Dotnet(Workshop.Folder, "tool", "install", "Causeway.Cli", "--version", Workshop.Version, "--tool-path", "tools");
        AssertWorks(Path.Combine(Workshop.Folder, "tools", "causeway"), []);
    }

    [Fact]
    public void Command_AsOneSelfContainedFile_NeedsNoRuntime()
    {
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string folder = Path.Combine(Workshop.Folder, "single");
        Workshop.Build("publish", "Causeway.Cli", "-r", $"linux-{architecture}", "--self-contained", "-p:PublishSingleFile=true", "-o", folder);
        string file = new FileInfo(Path.Combine(folder, "causeway")).FullName;

        // Away from everything that the publishing put beside it.
        string alone = Path.Combine(Directory.CreateDirectory(Path.Combine(Workshop.Folder, "alone")).FullName, "causeway");
        File.Move(file, alone);
        AssertWorks(alone, [new("DOTNET_ROOT", "/nonexistent"), new("DOTNET_ROOT_X64", null), new("DOTNET_ROOT_ARM64", null), new("PATH", "/usr/bin:/bin")]);
    }

    private static void AssertWorks(string command, KeyValuePair<string, string?>[] environment)
    {
        Assert.Equal(Workshop.Version + "\n", Workshop.Run(Workshop.Folder, environment, command, "--version"));
        string tour = Workshop.Run(Workshop.Folder, environment, command, "tour", "--only", "pipe");
        Assert.Contains("pipe", tour, StringComparison.Ordinal);
    }
}
