namespace Causeway.Samples.Docs;

/// <summary>What docs/popen.md quotes.</summary>
public static class Popen
{
    public static string? Read()
    {
        using ShellCommand command = ShellCommand.OpenRead("ls /proc | wc -l");
        using var text = new StreamReader(command.Output);
        string? count = text.ReadLine();
        ShellCommandStatus status = command.Close();

        return status.IsSuccess ? count : null;
    }

    public static bool Write(string path)
    {
        using ShellCommand sort = ShellCommand.OpenWrite("sort", ["-u", "-o", path]);
        sort.Input.Write("pear\napple\npear\n"u8);
        bool sorted = sort.Close().IsSuccess;

        return sorted;
    }

    public static async Task<string> RunAsync(string untrustedName)
    {
        ShellCommandResult result = await ShellCommand.RunAsync(
            "grep", ["-c", "--", untrustedName], input: "apple\npear\n"u8.ToArray());
        string found = result.Status.ExitCode switch
        {
            0 => result.OutputText,
            1 => "nothing",
            _ => throw new IOException($"grep: {result.Status}"),
        };

        return found;
    }

    public static string Pipeline()
    {
        ShellCommandResult result = ShellCommand.Run(
            [CommandStage.Program("yes"), CommandStage.Program("head", "-n", "3"), CommandStage.Shell("tr y n")]);
        Console.Error.WriteLine(result.Status);                 // killed by SIGPIPE | exit code 0 | exit code 0
        bool shellSaysSuccess = result.Status.IsSuccess;        // true
        ChildExitStatus pipefail = result.Status.WithPipefail;  // killed by SIGPIPE, 141 in a shell

        return shellSaysSuccess ? $"{result.OutputText}{pipefail.ShellCode}" : "";
    }

    public static async Task<int> LinesAsync(CancellationToken token)
    {
        var options = new ShellCommandOptions { StandardError = StandardErrorMode.Merge, OwnProcessGroup = true, KillOnDispose = true };
        using ShellCommand build = ShellCommand.OpenRead("for i in 1 2 3; do echo line $i; done", options);
        int lines = 0;
        await foreach (string line in build.ReadLinesAsync(token))
            lines += line.Length > 0 ? 1 : 0;

        return lines;
    }

    public static string Timeout()
    {
        try
        {
            return ShellCommand.Run("sleep 1000", timeout: TimeSpan.FromMilliseconds(100)).OutputText;
        }
        catch (TimeoutException)
        {
            return "too slow: killed with all that it started, and reaped";
        }
    }
}
