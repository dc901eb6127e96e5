namespace Models.Tests;

/// <summary>Spin accepts each model as it is (models/README.md).</summary>
public sealed class ModelTests
{
    [SpinTheory]
    [InlineData("wait", "SCENE=1")]
    [InlineData("wait", "SCENE=2")]
    [InlineData("wait", "SCENE=3")]
    [InlineData("wait", "SCENE=4")]
    [InlineData("wait", "SCENE=4", "ASYNC=1")]
    [InlineData("wait", "SCENE=5")]
    [InlineData("wait", "SCENE=6")]
    [InlineData("wait", "SCENE=7")]
    [InlineData("word", "SCENE=1")]
    [InlineData("word", "SCENE=2")]
    [InlineData("turn")]
    [InlineData("ring", "SCENE=1")]
    [InlineData("ring", "SCENE=1", "ASYNC=1")]
    [InlineData("ring", "SCENE=2")]
    public void Model_AsItIs_HoldsInEveryState(string model, params string[] definitions)
    {
        Verdict verdict = Verdict.Of(model, definitions);
        Assert.True(verdict.IsComplete && verdict.Errors == 0, verdict.Output);
    }
}
