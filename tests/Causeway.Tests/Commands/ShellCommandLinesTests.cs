namespace Causeway.Tests.Commands;

public sealed class ShellCommandLinesTests
{
    [Theory]
    [InlineData("printf 'one\\ntwo\\n'", "one", "two")]
    [InlineData("printf 'one\\n\\ntwo'", "one", "", "two")]
    [InlineData("printf 'a\\r\\nb\\rc\\n'", "a\r", "b\rc")]
    [InlineData("printf '\\n'", "")]
    [InlineData("printf ''")]
    [InlineData("printf 'gr\\303\\274n\\n\\377\\n'", "grün", "\uFFFD")]
    public async Task ReadLinesAsync_SplitsAtNewlinesAlone(string command, params string[] lines)
    {
        using ShellCommand reading = ShellCommand.OpenRead(command);
        Assert.Equal(lines, await reading.ReadLinesAsync().ToArrayAsync());
    }

    [Fact]
    public async Task ReadLinesAsync_LineLongerThanThePipe_ComesWhole()
    {
        using ShellCommand reading = ShellCommand.OpenRead("head -c 300000 /dev/zero | tr '\\0' x; echo; echo end");
        string[] lines = await reading.ReadLinesAsync().ToArrayAsync();
        Assert.Equal(2, lines.Length);
        Assert.Equal(300_000, lines[0].Length);
    }

    [Fact]
    public async Task ReadLinesAsync_InAConversation_EachLineComesAsItIsWritten()
    {
        using ShellCommand talking = ShellCommand.OpenReadWrite(CCompiler.Compile("command"), ["upper"]);
        await using IAsyncEnumerator<string> answers = talking.ReadLinesAsync().GetAsyncEnumerator();
        foreach (string word in new[] { "one", "two", "three" })
        {
            await talking.Input.WriteAsync(System.Text.Encoding.ASCII.GetBytes(word + "\n"));
            Assert.True(await answers.MoveNextAsync());
            Assert.Equal(word.ToUpperInvariant(), answers.Current);
        }

        talking.Input.Dispose();
        Assert.False(await answers.MoveNextAsync());
    }

    [Fact]
    public async Task ReadErrorLinesAsync_BesideTheOutput_NeitherWaitsForTheOther()
    {
        using ShellCommand talking = ShellCommand.OpenRead("seq 100000 >&2; seq 100000", new ShellCommandOptions { StandardError = StandardErrorMode.Separate });
        ValueTask<int> errors = talking.ReadErrorLinesAsync().CountAsync();
        Assert.Equal(100_000, await talking.ReadLinesAsync().CountAsync());
        Assert.Equal(100_000, await errors);
    }

    [Fact]
    public async Task ReadLinesAsync_TokenCancelled_EndsTheReadingAndNotTheCommand()
    {
        using var source = new CancellationTokenSource();
        using ShellCommand reading = ShellCommand.OpenRead("echo one; exec sleep 1000", new ShellCommandOptions { KillOnDispose = true });
        await using IAsyncEnumerator<string> lines = reading.ReadLinesAsync(source.Token).GetAsyncEnumerator();
        Assert.True(await lines.MoveNextAsync());
        ValueTask<bool> next = lines.MoveNextAsync();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask());
        Assert.False(reading.Process.HasExited);
    }

    [Fact]
    public void ReadLinesAsync_NothingToRead_IsRefused()
    {
        using ShellCommand writing = ShellCommand.OpenWrite("cat");
        Assert.Throws<InvalidOperationException>(() => writing.ReadLinesAsync());
        Assert.Throws<InvalidOperationException>(() => writing.ReadErrorLinesAsync());
    }
}
