using System.Globalization;

namespace Causeway.Tests.Semaphores;

/// <summary>Users in C that are killed at random moments (tests/Peers/posix_semaphore_killed.c).</summary>
public sealed class PosixSemaphoreKillTests : IDisposable
{
    private readonly SemaphoreName _name = new();
    private readonly PosixSemaphore _semaphore;
    private readonly Peer _peer;

    public PosixSemaphoreKillTests()
    {
        _semaphore = PosixSemaphore.Create(_name, 0);
        _peer = Peer.StartC("posix_semaphore_killed", _name, TestLoad.Seed.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _peer.Dispose();
        _semaphore.Dispose();
        _name.Dispose();
    }

    [Fact]
    public async Task Wait_BesideAWaiterThatIsKilled_NobodyHangsAndNothingIsLostOrGained()
    {
        int rounds = TestLoad.Rounds(1000);
        Random random = TestLoad.NewRandom();
        int unsure = 0;
        for (int round = 0; round < rounds; round++)
        {
            Task survivor = _semaphore.WaitAsync().AsTask();
            _peer.Send("wait");
            Thread.SpinWait(random.Next(20_000));
            _semaphore.Post();
            int taken = int.Parse(_peer.ReadLine()!, CultureInfo.InvariantCulture);

            // The killed one may have been woken for the first post and died before it took it: this one wakes the survivor.
            _semaphore.Post();
            await survivor;

            int left = _semaphore.Value;
            Assert.InRange(left, 0, 1 - taken);
            if (left == 1)
                Assert.True(_semaphore.TryWait());
            else if (taken == 0)
                unsure++; // It was killed between taking and saying so.
        }

        // A few instructions of each child's life: more than that would be posts that are lost.
        Assert.InRange(unsure, 0, 2 + (rounds / 50));
        Assert.Equal(0, _semaphore.Value);
    }

    [Fact]
    public void Wait_PosterKilled_WhatItPostedStays()
    {
        int rounds = TestLoad.Rounds(1000);
        for (int round = 0; round < rounds; round++)
        {
            _peer.Send("post");
            int posted = int.Parse(_peer.ReadLine()!, CultureInfo.InvariantCulture);

            // It may have been killed between posting and saying so.
            Assert.InRange(_semaphore.Value, posted, posted + 1);
            int taken = 0;
            while (_semaphore.TryWait())
                taken++;
            Assert.InRange(taken, posted, posted + 1);
        }
    }
}
