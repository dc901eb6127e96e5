namespace Causeway.Tests.Commands;

/// <summary>Random pipelines, inputs and endings: none hangs, and nothing is left (which every test's leak check sees).</summary>
public sealed class ShellCommandFuzzTests
{
    private static readonly CommandStage[] s_stages =
    [
        CommandStage.Program("cat"),
        CommandStage.Program("head", "-c", "1000"),
        CommandStage.Program("true"),
        CommandStage.Shell("cat; echo more >&2"),
        CommandStage.Shell("cat >&2").WithErrorIntoPipe(),
        CommandStage.Shell("exit 3"),
        CommandStage.Program("yes"),
        CommandStage.Program("tr", "a-z", "A-Z"),
        CommandStage.Shell("sleep 1000 & wait"),
    ];

    [Fact]
    public async Task Pipelines_OfRandomStagesAndEndings_NeitherHangNorLeak()
    {
        Random random = TestLoad.NewRandom();
        for (int i = 0; i < TestLoad.Rounds(2000); i++)
            await OneAsync(random);
    }

    private static async Task OneAsync(Random random)
    {
        CommandStage[] stages = random.GetItems(s_stages, random.Next(1, 5));
        var options = new ShellCommandOptions
        {
            // What is merged or inherited elsewhere would go to this process's own.
            StandardError = random.Next(2) == 0 ? StandardErrorMode.Separate : StandardErrorMode.Merge,
            OwnProcessGroup = true,
            KillOnDispose = true,
        };
        using ShellCommand command = ShellCommand.OpenReadWrite(stages, options);
        byte[] bytes = new byte[random.Next(200_000)];
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(30)));
        try
        {
            switch (random.Next(4))
            {
                case 0:
                    await command.CommunicateAsync(bytes, source.Token);
                    break;
                case 1:
                    await command.Input.WriteAsync(bytes, source.Token);
                    command.Output.Dispose();
                    await command.WaitForExitAsync(source.Token);
                    break;
                case 2:
                    command.Input.Dispose();
                    await foreach (string line in command.ReadLinesAsync(source.Token))
                    {
                        if (line.Length > 100)
                            break;
                    }

                    break;
                default:
                    command.TrySendSignal(Signal.Term);
                    await command.CloseAsync(source.Token);
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            // The usual end of what hangs.
        }
        catch (SyscallException e) when (e.Errno == Errno.EPIPE)
        {
            // The first command ended before its input did.
        }

        command.Kill();
        ShellCommandStatus status = command.Close(TimeSpan.FromMinutes(1));
        Assert.Equal(stages.Length, status.Commands.Count);
    }
}
