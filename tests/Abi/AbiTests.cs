namespace Abi.Tests;

public sealed class AbiTests
{
    private readonly Declarations _declarations = Declarations.OfCauseway();

    [TargetFact(nameof(AbiTarget.Native))]
    public void Declarations_ThisArchitectureWithGlibc_AreThoseOfTheHeaders() => AbiFile.Compile(AbiTarget.Native, _declarations.ToHeader());

    [TargetFact(nameof(AbiTarget.OtherArchitecture))]
    public void Declarations_OtherArchitectureWithGlibc_AreThoseOfTheHeaders() => AbiFile.Compile(AbiTarget.OtherArchitecture, _declarations.ToHeader());

    [TargetFact(nameof(AbiTarget.Musl))]
    public void Declarations_ThisArchitectureWithMusl_AreThoseOfTheHeaders() => AbiFile.Compile(AbiTarget.Musl, _declarations.ToHeader());

    [TargetFact(nameof(AbiTarget.Native))]
    public void Declarations_All_AreCheckedByAbiC()
    {
        HashSet<string> asserted = [.. AbiTarget.Installed.SelectMany(AbiFile.Asserted)];
        string[] missing = [.. _declarations.All.Where(one => !asserted.Contains(one.Key)).Select(static one => one.Line)];
        Assert.True(missing.Length == 0, $"Causeway.Sys declares what no compiler checks. Add to tests/Abi/abi.c, with the #include they need:\n{string.Join('\n', missing)}");
    }

    [TargetFact(nameof(AbiTarget.Native))]
    public void AbiC_EachLine_StandsForADeclaration()
    {
        string[] stale = [.. AbiTarget.Installed.SelectMany(AbiFile.Asserted).Distinct().Where(key => !_declarations.Contains(key))];
        Assert.True(stale.Length == 0, $"tests/Abi/abi.c checks what Causeway.Sys does not declare. Remove its lines for:\n{string.Join('\n', stale)}");
    }

    [TargetFact(nameof(AbiTarget.Native))]
    public void AbiC_AWrongConstant_FailsToCompile() =>
        AssertRefused("#define DECLARED_O_CREAT 64LL", "#define DECLARED_O_CREAT 65LL", "O_CREAT differs");

    [TargetFact(nameof(AbiTarget.Native))]
    public void AbiC_AWrongOffset_FailsToCompile() =>
        AssertRefused("#define OFFSET_OF_timespec__tv_nsec 8", "#define OFFSET_OF_timespec__tv_nsec 4", "offset of timespec.tv_nsec differs");

    [TargetFact(nameof(AbiTarget.Native))]
    public void AbiC_AWrongSize_FailsToCompile() =>
        AssertRefused("#define SIZE_OF_siginfo_t 128", "#define SIZE_OF_siginfo_t 120", "sizeof siginfo_t differs");

    [TargetFact(nameof(AbiTarget.Native))]
    public void AbiC_TooSmallARoom_FailsToCompile() =>
        AssertRefused("#define SIZE_OF_posix_spawnattr_t 336", "#define SIZE_OF_posix_spawnattr_t 8", "posix_spawnattr_t is smaller");

    [TargetFact(nameof(AbiTarget.Native))]
    public void AbiC_AWrongErrno_FailsToCompile() =>
        AssertRefused("#define ERRNO_EPERM 1", "#define ERRNO_EPERM 2", "Errno.EPERM differs");

    private void AssertRefused(string right, string wrong, string message)
    {
        string header = _declarations.ToHeader();
        Assert.Contains(right + "\n", header, StringComparison.Ordinal);
        string broken = header.Replace(right + "\n", wrong + "\n", StringComparison.Ordinal);
        Exception refusal = Assert.ThrowsAny<Exception>(() => AbiFile.Compile(AbiTarget.Native, broken));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
