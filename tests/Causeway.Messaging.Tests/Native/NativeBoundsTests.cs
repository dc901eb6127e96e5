namespace Causeway.Messaging.Tests.Native;

/// <summary>native/causeway.h where the other side does not keep to the protocol, or the system does not give what is asked for: tests/Peers/connection_bounds.c.</summary>
public sealed class NativeBoundsTests
{
    [Fact]
    public void Read_PeerSendsEmptyRecords_IsAViolation() => Expect("bytes-empty", "the peer broke the protocol");

    [Fact]
    public void Send_EmptyInModeStream_IsRefused() => Expect("bytes-send-empty", "Invalid argument, reserved, Invalid argument");

    [Fact]
    public void Receive_PeerHasGoneAndLeftARingWithoutEnd_IsAViolation() => Expect("died-endless", "the peer broke the protocol");

    [Theory]
    [InlineData("died-seen-endless", "511, the peer broke the protocol")]
    [InlineData("died-full", "511, the peer died or aborted the connection")]
    [InlineData("died-complete", "511, the peer sends no more")]
    public void Receive_EndIsKnown_ReadsAsMuchAsTheRingHolds(string which, string outcome) => Expect(which, outcome);

    /// <summary>Its peer may run on another processor, whatever its own are.</summary>
    [Fact]
    public void Wait_ProcessMayUseOneProcessorOfSeveral_LooksBeforeItSleeps() => Expect("pinned", MachineProcessors.Count > 1 ? "looks" : "sleeps");

    [Fact]
    public void Check_ManyMessagesOnTheSocket_ReadsOnlySome() => Expect("drain", "86 left");

    [Fact]
    public void TakeHandle_PeerNeverReads_DoesNotWait_AndPaysLater() => Expect("take-unread", "1000 taken, 1000 credits");

    [Fact]
    public void GiveHandle_SocketIsFullWhileAnotherThreadPolls_GoesOnWhenThereIsRoom() => Expect("give-full", "given");

    [Fact]
    public void GiveHandle_PeerHasGone_WhatItGaveBeforeIsTaken() => Expect("give-gone", "the peer died or aborted the connection, taken");

    [Fact]
    public void Accept_NoDescriptorLeft_SaysSo() => Expect("accept-full", "Too many open files");

    [Fact]
    public void Accept_ConnectorsComeAndGo_KeepsItsDeadline() => Expect("accept-rush", "Resource temporarily unavailable, some left");

    /// <summary>They would be waited for, each, as long as a meeting may take.</summary>
    [Fact]
    public void Accept_AsManyStrangersAsMayMeetSayNothing_TakesTheNext() => Expect("accept-strangers", "met, 64 refused");

    [Fact]
    public void Connect_RefusedBeforeItHasSaidHello_SaysSo() => Expect("accept-no", "refused by policy");

    [Fact]
    public void Check_EmptyMessageWithADescriptor_IsAViolation_AndClosed() => Expect("socket-empty", "the peer broke the protocol, nothing is left open");

    [Theory]
    [InlineData("listen-refused", "No buffer space available, no name is left")]
    [InlineData("listen-others", "600 alone, 666 for others")]
    [InlineData("listen-no-proc", "listens, listens, the umask takes from the socket's mode and there is no /proc to give it back, no name is left")]
    [InlineData("listen-lost", "Address already in use, Address already in use, the file stays")]
    public void Listen_AtAPath_HasItsMode_AndRemovesItsNameAlone(string which, string outcome)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("causeway-native-");
        try
        {
            Expect(which, outcome, Path.Combine(folder.FullName, "meeting"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Expect(string which, string outcome, string? name = null)
    {
        using Peer peer = Peer.StartC("connection_bounds", which, name ?? NativePair.NewName());
        peer.Expect(outcome);
        peer.ExpectSuccess();
    }
}
