namespace Models.Tests;

/// <summary>Spin rejects each broken variant of each model (models/README.md).</summary>
public sealed class BrokenModelTests
{
    [SpinTheory]
    [InlineData("wait", "invalid end state", "SCENE=1", "BROKEN_REGISTRATION")]
    [InlineData("wait", "invalid end state", "SCENE=1", "BROKEN_FENCE")]
    [InlineData("wait", "invalid end state", "SCENE=1", "BROKEN_NO_PUSH")]
    [InlineData("wait", "invalid end state", "SCENE=1", "BROKEN_ONE_LOOK")]
    [InlineData("wait", "invalid end state", "SCENE=2", "BROKEN_LEAVER")]
    [InlineData("wait", "invalid end state", "SCENE=3", "BROKEN_FULL")]
    [InlineData("wait", "invalid end state", "SCENE=4", "BROKEN_NO_HELP")]
    [InlineData("wait", "invalid end state", "SCENE=5", "BROKEN_STALE_OWNER")]
    [InlineData("wait", "assertion violated", "SCENE=6", "BROKEN_ALWAYS_CALLS")]
    [InlineData("word", "assertion violated", "SCENE=1", "BROKEN_NO_SETTLE")]
    [InlineData("word", "assertion violated", "SCENE=1", "BROKEN_PENDING_FIRST")]
    [InlineData("word", "assertion violated", "SCENE=1", "BROKEN_STAMPS_ONLY")]
    [InlineData("word", "assertion violated", "SCENE=2", "BROKEN_PROOF_FIRST")]
    [InlineData("word", "assertion violated", "SCENE=2", "BROKEN_ONE_LOAD")]
    [InlineData("turn", "acceptance cycle", "BROKEN_NO_TURN")]
    [InlineData("turn", "acceptance cycle", "BROKEN_ASKS_ONCE")]
    [InlineData("turn", "acceptance cycle", "BROKEN_LOWEST_TICKET")]
    [InlineData("turn", "acceptance cycle", "BROKEN_TURN_NOT_HANDED_ON")]
    [InlineData("turn", "acceptance cycle", "BROKEN_TURN_CLEARED")]
    [InlineData("turn", "acceptance cycle", "DEATH", "BROKEN_TURN_STAYS")]
    [InlineData("ring", "assertion violated", "SCENE=1", "BROKEN_NOT_CLEARED")]
    [InlineData("ring", "assertion violated", "SCENE=1", "BROKEN_CLEARED_LATE")]
    [InlineData("ring", "assertion violated", "SCENE=1", "BROKEN_ROOM")]
    [InlineData("ring", "invalid end state", "SCENE=1", "BROKEN_NO_FENCE")]
    [InlineData("ring", "invalid end state", "SCENE=1", "BROKEN_NO_MEMBARRIER")]
    [InlineData("ring", "assertion violated", "SCENE=1", "BROKEN_ONE_LOOK")]
    [InlineData("ring", "invalid end state", "SCENE=1", "BROKEN_NO_PUSH")]
    [InlineData("ring", "invalid end state", "SCENE=1", "BROKEN_WAKES_ONLY")]
    [InlineData("ring", "invalid end state", "SCENE=1", "ASYNC=1", "BROKEN_BELL_ONCE")]
    [InlineData("ring", "invalid end state", "SCENE=1", "ASYNC=1", "BROKEN_BELL_RESET")]
    [InlineData("ring", "assertion violated", "SCENE=2", "BROKEN_FIRST_WORD_FIRST")]
    public void Model_Broken_IsRejected(string model, string complaint, params string[] definitions)
    {
        Verdict verdict = Verdict.Of(model, definitions);
        Assert.True(verdict.Errors > 0 && verdict.Complaint.Contains(complaint, StringComparison.Ordinal), verdict.Output);
    }
}
